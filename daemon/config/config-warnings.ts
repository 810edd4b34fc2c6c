import { statSync } from 'node:fs';
import type { Config } from './config-schema.ts';
import { configSchema } from './config-schema.ts';
import { KEY_PREFIX } from './keys-content.ts';
import type { FileTree } from './file-tree.ts';
import { mapStrings, type KeyPath } from './key-path.ts';
import { milvusWarnings } from './milvus-warnings.ts';
import { hostOf, isLoopbackHost, isUnspecified } from '../lib/host.ts';
import { isSecretSchema, schemaAt } from './schema-walk.ts';

/** What works, but probably not as meant. */
export function configWarnings(config: Config): string[] {
  return [
    ...exposureWarnings(config),
    ...clearTextWarnings(config),
    ...ownKeyWarnings(config),
    ...milvusWarnings(config),
  ];
}

/** A warning where others on this machine may read secrets that stand in the file themselves. */
export function fileWarnings({ file, source, section }: FileTree): string[] {
  const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
  if (!isOpen || !holdsSecret(source.tree, section)) return [];
  return [
    `${file} holds a key or password and other users of this machine may read it. Run: chmod 600 '${file}'`,
  ];
}

/** `written` is the tree of the file as it stands there, `section` what part of the configuration it holds. */
function holdsSecret(written: unknown, section: KeyPath): boolean {
  let found = false;
  mapStrings(
    written,
    (text, path) => {
      found ||= isSecretSchema(schemaAt(configSchema, path)) && text !== '' && !text.includes('${');
      return text;
    },
    section,
  );
  return found;
}

function exposureWarnings({ server }: Config): string[] {
  if (isLoopbackHost(server.host)) return [];
  const warnings = [];
  if (server.keyless) {
    warnings.push(
      'server.keyless is true on an address that other machines reach: whoever reaches it uses your models without a key.',
    );
  }
  if (isUnspecified(server.host) && server.allowed_hosts.length === 0) {
    warnings.push(
      `server.host is ${server.host} but server.allowed_hosts is empty: only requests to localhost are answered. Name the hosts by which others reach this machine.`,
    );
  }
  return warnings;
}

function clearTextWarnings({ models }: Config): string[] {
  return models.flatMap(({ id, base_url, api_key }) => {
    const url = new URL(base_url);
    const isClear = url.protocol === 'http:' && !isLoopbackHost(hostOf(url));
    return isClear && api_key !== undefined
      ? [
          `The key of the model "${id}" goes to ${url.host} without encryption: use https:// if that server has it.`,
        ]
      : [];
  });
}

/** May be meant (another AskOnce upstream), but mostly the shell exports our key for clients under a provider's name. */
function ownKeyWarnings({ models }: Config): string[] {
  return models
    .filter(({ api_key }) => api_key?.startsWith(KEY_PREFIX))
    .map(
      ({ id, base_url }) =>
        `The key of the model "${id}" is one of AskOnce's own, and goes to ${new URL(base_url).host}: does this shell export it, for AskOnce's clients, under the name that config.yaml reads?`,
    );
}
