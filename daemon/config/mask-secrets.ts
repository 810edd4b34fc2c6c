import { configSchema, type Config } from './config-schema.ts';
import { mapStrings } from './key-path.ts';
import { isSecretSchema, schemaAt } from './schema-walk.ts';

/** Stands for a secret; the same for all, so that not even the length shows. */
export const MASK = '(hidden)';

/** The configuration with the whole value of every secret hidden, to be shown; not to be read as a configuration again. */
export function maskSecrets(config: Partial<Config>): unknown {
  return mapStrings(config, (text, path) => (isSecretSchema(schemaAt(configSchema, path)) ? MASK : text));
}
