import { existsSync } from 'node:fs';
import { readFileTree, type FileTree } from './file-tree.ts';
import { valueAt } from './key-path.ts';
import type { Environment } from './overrides.ts';
import type { Fault } from './schema-faults.ts';

const SECTION = ['milvus'];
const NAMED_BY = ['semantic_cache', 'backend_config_path'];

/**
 * The file that holds the section `milvus`, where there is one and the backend is Milvus: one may leave its name in
 * config.yaml and change backend_type alone. `tree` is the configuration so far, `fileTree` what config.yaml says.
 */
export function readMilvusFile(
  tree: unknown,
  fileTree: unknown,
  environment: Environment,
): { file?: FileTree; faults: Fault[] } {
  const file = valueAt(tree, NAMED_BY);
  const isInUse = valueAt(tree, ['semantic_cache', 'backend_type']) === 'milvus';
  if (!isInUse || typeof file !== 'string' || file === '') return { faults: [] };
  if (valueAt(fileTree, SECTION) !== undefined) {
    const message = `these settings also stand in ${file}, which ${NAMED_BY.join('.')} names: keep one of the two`;
    return { faults: [{ path: SECTION, message }] };
  }
  if (!existsSync(file)) {
    const message = `there is no such file as ${file}: make it (see docs/configuration.md), or remove this key to have the defaults`;
    return { faults: [{ path: NAMED_BY, message }] };
  }
  return { file: readFileTree(file, SECTION, environment), faults: [] };
}
