/** A promise that the test opens when it wants what waits behind it to go on. */
export interface Gate {
  open(): void;
  opened: Promise<void>;
}

export function createGate(): Gate {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
