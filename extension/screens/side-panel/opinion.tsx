import { useState } from 'react';
import { sidePanelStrings } from '../../strings';
import { askWorker } from '../ask-worker';
import { Outcome } from '../outcome';
import { useAction } from '../use-action';

type Verdict = 'right' | 'wrong';

/** Says of a stored answer whether it was right; what was said can be taken back. */
export function Opinion({ decision }: { decision: string }) {
  const [{ said, takenBack }, setOpinion] = useState<{ said?: Verdict; takenBack?: Verdict | undefined }>({});
  const { run, isBusy, error, done } = useAction();
  const say = (verdict: Verdict | 'undo'): void => {
    run(async () => {
      await askWorker({ type: 'operation', operation: { name: 'judge', decision, verdict } });
      setOpinion(verdict === 'undo' ? { takenBack: said } : { said: verdict });
      return sidePanelStrings.said[verdict];
    });
  };
  return (
    <div className="stack">
      <div className="row">
        {(said ? (['undo'] as const) : (['right', 'wrong'] as const)).map((verdict) => (
          <button
            key={verdict}
            type="button"
            // The keyboard goes on where it was: the button that was pressed is gone, and a disabled one loses the focus.
            autoFocus={verdict === 'undo' || verdict === takenBack}
            aria-disabled={isBusy}
            onClick={() => {
              if (!isBusy) say(verdict);
            }}
          >
            {sidePanelStrings.opinions[verdict]}
          </button>
        ))}
      </div>
      <Outcome error={error} done={done} />
    </div>
  );
}
