import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { packageRoot } from '../../../daemon/lib/package-root.ts';
import { makeHome, type AskOnceHome } from '../spawn-askonce.ts';

const run = promisify(execFile);

export interface MilvusHome extends AskOnceHome {
  collection: string;
  /** `askonce status` of the demo under way: its lines by their names. */
  demoStatus(): Promise<Record<string, string>>;
  /** Writes config/cache/milvus.yaml, which config.yaml names. */
  writeMilvus(connection: object, collection?: object): void;
}

/** A home of the running test's own, configured for Milvus as the documents show it, with a collection of its own. */
export function makeMilvusHome(): MilvusHome {
  const home = makeHome();
  onTestFinished(() => home.remove());
  const collection = `story_${randomUUID().replaceAll('-', '')}`;
  home.writeConfig({
    semantic_cache: {
      ...{ enabled: true, backend_type: 'milvus', backend_config_path: 'config/cache/milvus.yaml' },
      ...{ similarity_threshold: 0.8, max_entries: 1000, ttl_seconds: 3600, eviction_policy: 'fifo' },
    },
  });
  const folder = path.join(home.folder, 'config', 'cache');
  mkdirSync(folder, { recursive: true });
  return {
    ...home,
    collection,
    demoStatus: async () => {
      const { stdout } = await run(process.execPath, ['daemon/cli/askonce.js', 'status'], {
        cwd: packageRoot(),
        env: {
          ...process.env,
          ASKONCE_CONFIG_FOLDER: home.folder,
          // A demo has a data folder apart.
          ASKONCE_DATA_FOLDER: path.join(home.folder, 'data', 'demo'),
        },
      });
      return Object.fromEntries(stdout.split('\n').map((line) => splitOnce(line, /\s{2,}/)));
    },
    writeMilvus: (connection, change = {}) => {
      const settings = {
        connection: { database: 'default', timeout: 30, ...connection },
        collection: {
          ...{ name: collection, description: 'Semantic cache for LLM request-response pairs' },
          vector_field: { name: 'embedding', dimension: 384, metric_type: 'IP' },
          index: { type: 'HNSW', params: { M: 16, efConstruction: 64 } },
          ...change,
        },
        // A busy machine answers late.
        search: { params: { ef: 64 }, timeout_ms: 5_000 },
      };
      writeFileSync(path.join(folder, 'milvus.yaml'), stringify(settings));
    },
  };
}

function splitOnce(line: string, separator: RegExp): [name: string, value: string] {
  const [name = '', ...rest] = line.split(separator);
  return [name, rest.join(' ')];
}
