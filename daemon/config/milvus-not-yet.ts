import type { Config } from './config-schema.ts';

/**
 * Stands in until the Milvus store comes. To remove: delete this file and its call in config-warnings.ts.
 */
export function milvusWarnings({ semantic_cache: cache }: Config): string[] {
  if (!cache.enabled || cache.backend_type !== 'milvus') return [];
  return [
    'semantic_cache.backend_type is "milvus", which this version of AskOnce cannot use yet: answers are kept in the embedded store ("memory") instead, and backend_config_path is not read.',
  ];
}
