import { useCallback, useEffect, useState } from 'react';
import type { LogLine } from '../../../shared/protocol';
import { askWorker } from '../ask-worker';

const MOST_LINES = 200;

/** The daemon's log of one site, or of all; read when the site changes, and on demand. */
export function useLog(
  site: string,
  isConnected: boolean,
): { lines: LogLine[]; reload: () => Promise<void> } {
  const [lines, setLines] = useState<LogLine[]>([]);
  const reload = useCallback(async () => {
    const operation = { name: 'read-log', limit: MOST_LINES, ...(site !== '' && { site }) } as const;
    const { lines: read } = await askWorker({ type: 'operation', operation });
    setLines(Array.isArray(read) ? (read as LogLine[]) : []);
  }, [site]);
  useEffect(() => {
    // A daemon that has just gone is told by the connection's own panel.
    if (isConnected) reload().catch(() => undefined);
  }, [isConnected, reload]);
  return { lines, reload };
}
