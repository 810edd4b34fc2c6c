import type { Config } from './config-schema.ts';
import { isLoopbackHost } from '../lib/host.ts';

/** What works with Milvus, but probably not as meant; none where Milvus is not in use. */
export function milvusWarnings({ semantic_cache: cache, milvus }: Config): string[] {
  if (!cache.enabled || cache.backend_type !== 'milvus') return [];
  const unsaved = cache.persist
    ? []
    : [
        'semantic_cache.persist is false: answers that have not reached Milvus yet are lost when AskOnce stops.',
      ];
  return [...networkWarnings(milvus.connection), ...unsaved];
}

/** Milvus neither encrypts nor asks who comes unless it is told to. */
function networkWarnings({ host, port, auth, tls }: Config['milvus']['connection']): string[] {
  if (isLoopbackHost(host)) return [];
  const sent = auth.enabled ? 'Questions, answers and the password of Milvus' : 'Questions and answers';
  return [
    ...(tls.enabled
      ? []
      : [
          `${sent} go to ${host}:${port} without encryption: set milvus.connection.tls if that server has it.`,
        ]),
    ...(auth.enabled
      ? []
      : [
          `milvus.connection.auth.enabled is false for ${host}: whoever reaches that server may read and change the answers. Switch on its authentication, and set username and password.`,
        ]),
  ];
}
