/** Adds up what each vitest run of a log printed, as one line: N passed, N failed, N skipped. */
import { readFileSync } from 'node:fs';

const log = readFileSync(process.argv[2], 'utf8').replace(/\u001b\[[\d;]*m/g, '');
const lines = log.split('\n').filter((line) => /^\s*Tests\s/.test(line));
const sum = (word) =>
  lines.reduce((total, line) => total + Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0), 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
