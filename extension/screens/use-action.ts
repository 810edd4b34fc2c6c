import { useCallback, useState } from 'react';
import { commonStrings } from '../strings';

export interface Action {
  /** Runs it; what goes wrong is shown, in words. */
  run: (action: () => Promise<string | undefined>) => void;
  isBusy: boolean;
  error: string | undefined;
  /** What was done, in words. */
  done: string | undefined;
}

/** One thing at a time that a person asked for, and how it went. */
export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [done, setDone] = useState<string>();
  const run = useCallback((action: () => Promise<string | undefined>) => {
    setBusy(true);
    setError(undefined);
    setDone(undefined);
    action()
      .then(setDone, (thrown: unknown) => {
        setError(thrown instanceof Error ? thrown.message : commonStrings.failed);
      })
      .finally(() => {
        setBusy(false);
      });
  }, []);
  return { run, isBusy, error, done };
}
