import type { EntryView, Status } from '../server/own-api.ts';
import { oneLine, plainText } from './plain-text.ts';
import { megabytes } from './progress.ts';
import { pairsOf, tableOf } from './table.ts';

/** The figures of a store, in two columns. */
export function describeStats(stats: Status['store']): string {
  const { backend, entries, maxEntries, scopes, hits, evicted, refused = 0, bytes, details } = stats;
  return pairsOf([
    ['Backend', backend],
    ['Entries', maxEntries === undefined ? entries : `${entries} of at most ${maxEntries}`],
    ...(scopes === undefined ? [] : [['Scopes', scopes] as const]),
    ...(hits === undefined ? [] : [['Hits', hits] as const]),
    ['Evicted', evicted],
    ...(refused === 0 ? [] : [['Refused', refused] as const]),
    ...(bytes === undefined ? [] : [['Size', megabytes(bytes)] as const]),
    ...Object.entries(details ?? {}),
  ]);
}

/** Characters of an id that are shown in a list; `cache show` takes as few. */
const SHORT_ID = 12;

/** A table of entries, one a line. */
export function describeEntries(entries: readonly EntryView[]): string {
  return tableOf(
    ['id', 'stored', 'hits', 'model', 'question'],
    entries.map(({ id, createdAt, hits, model, question }) => [
      ...[id.slice(0, SHORT_ID), minuteOf(createdAt), hits],
      ...[oneLine(model, 24), oneLine(question, 60)],
    ]),
  );
}

/** One entry in full. */
export function describeEntry(entry: EntryView): string {
  const { id, model, tier, createdAt, expiresAt, hits, lastHitAt, pinned, source, origin, question, answer } =
    entry;
  const facts = pairsOf([
    ['Id', id],
    ['Stored', minuteOf(createdAt)],
    ['Expires', expiresAt === undefined ? 'never' : minuteOf(expiresAt)],
    ['Hits', lastHitAt === undefined ? hits : `${hits}, last ${minuteOf(lastHitAt)}`],
    ['Written by', plainText(`${model}${tier ? ` (${tier})` : ''}`)],
    ['Learnt from', plainText(`${source}, ${origin}${pinned ? ', pinned' : ''}`)],
  ]);
  return [facts, '', plainText(question), '', plainText(answer)].join('\n');
}

/** Local date and minute, in an order that sorts. */
function minuteOf(time: number): string {
  const offsetMs = new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offsetMs).toISOString().slice(0, 16).replace('T', ' ');
}
