import { useCallback, useEffect, useState } from 'react';
import type { ExtensionState } from '../messages';
import { readState } from './ask-worker';

const READ_EVERY_MS = 1_000;

/** What the background says, read every second while the screen is open; undefined before the first time. */
export function useExtensionState(): { state: ExtensionState | undefined; refresh: () => Promise<void> } {
  const [state, setState] = useState<ExtensionState>();
  const refresh = useCallback(async () => {
    // While the background starts anew there is nothing to read; the next second brings it.
    const read = await readState().catch(() => undefined);
    if (read) setState(read);
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), READ_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [refresh]);
  return { state, refresh };
}
