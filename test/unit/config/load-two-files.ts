import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../../../daemon/config/config-error.ts';
import { loadConfig, type LoadedConfig } from '../../../daemon/config/load-config.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What config.yaml says where a test says nothing else. */
export const USES_FILE = 'semantic_cache: {backend_type: milvus, backend_config_path: conf/milvus.yaml}\n';

interface Files {
  config?: string;
  milvus?: string | undefined;
  environment?: Record<string, string>;
}

/** Loads a folder with config.yaml and, unless it is undefined, conf/milvus.yaml. */
export function load({
  config = USES_FILE,
  milvus,
  environment = {},
}: Files): LoadedConfig & { folder: string } {
  const folder = temporaryFolder();
  const file = path.join(folder, 'config.yaml');
  writeFileSync(file, config, { mode: 0o600 });
  if (milvus !== undefined) {
    mkdirSync(path.join(folder, 'conf'));
    writeFileSync(path.join(folder, 'conf/milvus.yaml'), milvus, { mode: 0o600 });
  }
  return { ...loadConfig({ file, environment }), folder };
}

/** The faults without the folder of the files. */
export function faultsOf(files: Files): string[] {
  try {
    load(files);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.faults.map((fault) => fault.replaceAll(/\/\S*\/(?=config\.yaml|conf\b)/g, ''));
  }
  return [];
}
