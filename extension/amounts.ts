/** Amounts as people read them, for strings.ts. */

/** "1 answer", "2 answers". */
export const count = (number: number, unit: string) => `${number} ${unit}${number === 1 ? '' : 's'}`;

/** "3 days", by the largest unit that fits. */
export function duration(seconds: number): string {
  if (seconds < 60) return 'seconds';
  if (seconds < 3_600) return count(Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return count(Math.floor(seconds / 3_600), 'hour');
  return count(Math.floor(seconds / 86_400), 'day');
}

/** "1.2 s", "3 min 20 s", "2 h 5 min". */
export function spokenDuration(milliseconds: number): string {
  const sign = milliseconds < 0 ? '−' : '';
  const seconds = Math.abs(milliseconds) / 1_000;
  if (seconds < 60) return `${sign}${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${sign}${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${sign}${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
