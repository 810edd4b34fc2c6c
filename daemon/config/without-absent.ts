import { z } from 'zod';
import { configSchema } from './config-schema.ts';
import { isRecord } from '../lib/is-record.ts';
import { describeKeys, schemaAt } from './schema-walk.ts';

/** The tree of a file without what stands there but says nothing, so that defaults hold. */
export function withoutAbsent(tree: unknown): unknown {
  const blankable = new Set(
    describeKeys(configSchema)
      .filter(({ path, isRequired, defaultValue }) => {
        return path[0] === 'milvus' && !isRequired && defaultValue === undefined;
      })
      .map(({ path }) => path.join('.')),
  );
  return without(tree, [], (path, value) => {
    return isEmptySection(path, value) || (isBlank(value) && blankable.has(path.join('.')));
  });
}

/** A section whose keys are all commented out reads as null. */
function isEmptySection(path: readonly string[], value: unknown): boolean {
  return value === null && (path.length === 1 || schemaAt(configSchema, path) instanceof z.ZodObject);
}

/** Files for Milvus name every key and leave what is not needed empty: `username: ""`. */
function isBlank(value: unknown): boolean {
  return value === '' || value === null;
}

function without(
  tree: unknown,
  path: readonly string[],
  isAbsent: (path: readonly string[], value: unknown) => boolean,
): unknown {
  if (!isRecord(tree)) return tree;
  return Object.fromEntries(
    Object.entries(tree)
      .filter(([name, value]) => !isAbsent([...path, name], value))
      .map(([name, value]) => [name, without(value, [...path, name], isAbsent)]),
  );
}
