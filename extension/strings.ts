/** Every text that people read, in one place for translation. Each part keeps its own under its own name. */

const count = (number: number, unit: string) => `${number} ${unit}${number === 1 ? '' : 's'}`;

/** "3 days", by the largest unit that fits. */
function duration(seconds: number): string {
  if (seconds < 60) return 'seconds';
  if (seconds < 3_600) return count(Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return count(Math.floor(seconds / 3_600), 'hour');
  return count(Math.floor(seconds / 86_400), 'day');
}

/** The chip beside a page's answer. */
export const chipStrings = {
  label: 'AskOnce',
  fromCache: (ageSeconds: number | undefined) =>
    ageSeconds === undefined ? 'Answered from cache' : `Answered from cache, ${duration(ageSeconds)} old`,
  askModel: 'Ask the model instead',
  asked: "Press the page's own retry, or send again: the next answer comes from the model.",
  forget: 'Forget this answer',
  forgotten: 'Forgotten. The next answer comes from the model.',
  dismiss: 'Close',
};

/** The background: menu, badge, and what goes wrong. */
export const backgroundStrings = {
  askSelection: 'Ask AskOnce',
};
