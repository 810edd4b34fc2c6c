import Table from 'cli-table3';
import type { PlayedLine } from './play-story.ts';

/** The played story as a table for a terminal of 120 columns. */
export function storyTable(played: readonly PlayedLine[]): string {
  const table = new Table({
    head: ['', 'question', 'cache', 'alike', 'model', 'first word', 'whole'],
    colWidths: [26, 32, 14, 8, 20, 12, 10],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const line of played) {
    table.push([
      `${line.cameOut ? 'ok ' : 'NO '} ${line.title}`,
      line.question,
      line.cache,
      line.similarity.slice(0, 5),
      line.simulated ? `${line.model} (simulated)` : line.model,
      `${Math.round(line.firstWordMs)} ms`,
      `${Math.round(line.totalMs)} ms`,
    ]);
  }
  return table.toString();
}
