import { isRecord } from '../lib/is-record.ts';

/** Names and list positions from the root of the configuration to a value. */
export type KeyPath = readonly PropertyKey[];

/** As people write it: `models[0].base_url`. */
export function formatKeyPath(path: KeyPath): string {
  return path
    .map((part, position) =>
      typeof part === 'number' ? `[${part}]` : `${position === 0 ? '' : '.'}${String(part)}`,
    )
    .join('');
}

/** The value at `path`, or undefined. */
export function valueAt(tree: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return typeof part === 'number' ? value[part] : undefined;
    return isRecord(value) && Object.hasOwn(value, part) ? value[String(part)] : undefined;
  }, tree);
}

/**
 * A copy of the tree with `value` at `path`, sections made where absent. Where something that is no section stands in
 * the way the tree stays as it is: the schema will fault that.
 */
export function withValueAt(tree: unknown, [name, ...rest]: KeyPath, value: unknown): unknown {
  if (name === undefined) return value;
  if (tree === undefined || tree === null) return { [name]: withValueAt(undefined, rest, value) };
  if (!isRecord(tree)) return tree;
  return { ...tree, [name]: withValueAt(tree[String(name)], rest, value) };
}

/** The tree with each string replaced by what `change` makes of it. */
export function mapStrings(
  tree: unknown,
  change: (text: string, path: KeyPath) => unknown,
  path: KeyPath = [],
): unknown {
  if (typeof tree === 'string') return change(tree, path);
  if (Array.isArray(tree))
    return tree.map((value, position) => mapStrings(value, change, [...path, position]));
  if (!isRecord(tree)) return tree;
  // Not by assignment: a key named __proto__ must arrive at the schema as the unknown key that it is.
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]) => [name, mapStrings(value, change, [...path, name])]),
  );
}
