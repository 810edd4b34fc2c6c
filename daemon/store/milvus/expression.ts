/** One comparison of a column; all of an expression must hold. */
export type Condition =
  | readonly [column: DigestColumn, operator: '==' | '>', digest: string]
  | readonly [column: DigestColumn, operator: 'in', digests: readonly string[]]
  | readonly [column: NumberColumn, operator: '==' | '>' | '>=' | '<' | '<=', value: number];

type DigestColumn = 'id' | 'scope' | 'embedder' | 'entry';
type NumberColumn = 'epoch' | 'created_at' | 'expires_at' | 'hits' | 'kind';

/**
 * The only place where a Milvus filter is written. Milvus 2.3 knows no bound parameters, so nothing but digests in
 * hexadecimal and whole numbers may enter: both are checked here, and anything else throws a TypeError.
 */
export function expression(...conditions: readonly Condition[]): string {
  return conditions
    .map(([column, operator, value]) => `${column} ${operator} ${literal(value)}`)
    .join(' and ');
}

function literal(value: string | number | readonly string[]): string {
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is no whole number`);
    return String(value);
  }
  return typeof value === 'string' ? quoted(value) : `[${value.map(quoted).join(', ')}]`;
}

/** Takes what the types do not allow, too: an object might read otherwise the second time. */
function quoted(digest: unknown): string {
  if (typeof digest !== 'string' || !/^[0-9a-f]{1,128}$/.test(digest))
    throw new TypeError('only digests in hexadecimal enter a filter');
  return `"${digest}"`;
}
