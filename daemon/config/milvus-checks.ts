import { valueAt, type KeyPath } from './key-path.ts';
import { isRecord } from '../lib/is-record.ts';
import { BUILD_DEFAULTS, INDEX_PARAMS, type MilvusIndexType } from './milvus-schema.ts';
import type { Fault } from './schema-faults.ts';

const CONNECTION = ['milvus', 'connection'];
const INDEX = ['milvus', 'collection', 'index'];

/** Faults between keys of the section `milvus`, in values that the schema may have refused. */
export function milvusFaults(tree: unknown): Fault[] {
  return [...authFaults(tree), ...certificateFaults(tree), ...indexFaults(tree)];
}

function authFaults(tree: unknown): Fault[] {
  const section = [...CONNECTION, 'auth'];
  if (valueAt(tree, [...section, 'enabled']) !== true) return [];
  return missingOf(tree, section, ['username', 'password'], 'enabled: true needs it');
}

function certificateFaults(tree: unknown): Fault[] {
  const section = [...CONNECTION, 'tls'];
  const pair = ['cert_file', 'key_file'];
  const missing = missingOf(tree, section, pair, 'cert_file and key_file are used together, or not at all');
  return missing.length === 1 ? missing : [];
}

function missingOf(tree: unknown, section: KeyPath, keys: readonly string[], reason: string): Fault[] {
  return keys
    .map((key) => [...section, key])
    .filter((path) => valueAt(tree, path) === undefined)
    .map((path) => ({ path, message: `missing; ${reason}` }));
}

function indexFaults(tree: unknown): Fault[] {
  const type = valueAt(tree, [...INDEX, 'type']) ?? 'HNSW';
  if (!isIndexType(type)) return [];
  return [
    ...foreignParams(tree, [...INDEX, 'params'], type, 'build'),
    ...foreignParams(tree, ['milvus', 'search', 'params'], type, 'search'),
    ...(type === 'HNSW' ? graphFaults(tree) : []),
  ];
}

/** Parameters that some type of index has, but not this one; those that none has are for the schema to fault. */
function foreignParams(
  tree: unknown,
  section: KeyPath,
  type: MilvusIndexType,
  use: 'build' | 'search',
): Fault[] {
  const given = valueAt(tree, section);
  if (!isRecord(given)) return [];
  const own = INDEX_PARAMS[type][use];
  const rest = own.length > 0 ? `takes ${own.join(' and ')}` : 'takes none';
  return Object.keys(given)
    .filter((key) => given[key] !== undefined && !own.includes(key))
    .flatMap((key) => {
      const owners = typesWith(key, use);
      if (owners.length === 0) return [];
      return [
        {
          path: [...section, key],
          message: `this belongs to an index of type ${owners.join(' or ')}; ${type} ${rest}`,
        },
      ];
    });
}

function typesWith(param: string, use: 'build' | 'search'): string[] {
  return Object.entries(INDEX_PARAMS)
    .filter(([, params]) => params[use].includes(param))
    .map(([type]) => type);
}

/** Milvus refuses a graph that looks at fewer vectors than it links. */
function graphFaults(tree: unknown): Fault[] {
  const links = numberAt(tree, 'M');
  const looked = numberAt(tree, 'efConstruction');
  if (links === undefined || looked === undefined || looked >= links) return [];
  const path = [...INDEX, 'params', 'efConstruction'];
  return [{ path, message: `expected at least M, which is ${links}; it is ${looked}` }];
}

function numberAt(tree: unknown, name: 'M' | 'efConstruction'): number | undefined {
  const value = valueAt(tree, [...INDEX, 'params', name]) ?? BUILD_DEFAULTS[name];
  return typeof value === 'number' ? value : undefined;
}

function isIndexType(type: unknown): type is MilvusIndexType {
  return typeof type === 'string' && Object.hasOwn(INDEX_PARAMS, type);
}
