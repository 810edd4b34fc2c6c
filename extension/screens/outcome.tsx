/** How the last action went; screen readers hear it. */
export function Outcome({ error, done }: { error: string | undefined; done: string | undefined }) {
  return (
    <div aria-live="polite">
      {error !== undefined && (
        <p className="bad" role="alert">
          {error}
        </p>
      )}
      {done !== undefined && <p className="good">{done}</p>}
    </div>
  );
}
