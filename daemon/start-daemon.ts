import type { Logger } from 'pino';
import type { ModelInfo } from './chat/model-info.ts';
import type { Config } from './config/config-schema.ts';
import { ensurePrivateFolder } from './config/folders.ts';
import { loadInstallationSecret } from './config/installation-secret.ts';
import { openKeysFile, type KeysFile } from './config/keys-file.ts';
import { openPairingsFile } from './config/pairings-file.ts';
import { embedderFolder, verifierFolder } from './config/model-folders.ts';
import { modelInfosOf } from './config/model-infos.ts';
import { createDaemon } from './create-daemon.ts';
import type { ExtensionOptions } from './create-extension-inlet.ts';
import { lockDataFolder, type LockHolder } from './database/data-folder-lock.ts';
import { createLocalEmbedder } from './embedding/local-embedder.ts';
import { packageVersion } from './lib/package-root.ts';
import { startPracticeServer, type PracticeServer } from './practice/practice-server.ts';
import { createLocalVerifier } from './verifying/local-verifier.ts';

export interface StartOptions {
  config: Config;
  dataFolder: string;
  log: Logger;
  /** Shows the code that a user is to type into a browser extension; unless told, nobody sees it but `pairings code`. */
  onPairingCode?: ExtensionOptions['onPairingCode'];
  /** In [0, 1), for what is drawn by chance; Math.random unless told. */
  random?: () => number;
  /** The demo keeps simulated answers and takes the token that its story uses. */
  demo?: { token: string };
}

export interface RunningDaemon {
  port: number;
  /** The key of this machine's own user: for `OPENAI_API_KEY` and the command line. */
  localKey: string;
  models: readonly ModelInfo[];
  /** Resolves when questions can be found by meaning, or when it is clear that they cannot. */
  modelsLoaded: Promise<unknown>;
  /** Idempotent. */
  close(graceMs: number): Promise<void>;
}

/** Another daemon holds the data folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
  constructor(readonly holder: LockHolder) {
    super(`AskOnce is already running (pid ${holder.pid}, port ${holder.port ?? 'not open yet'}).`);
  }
}

/** Starts everything that a daemon needs, in order; what was started is closed again if a later step fails. */
export async function startDaemon(options: StartOptions): Promise<RunningDaemon> {
  const { config, dataFolder, log, random = Math.random, demo } = options;
  const closers: ((graceMs: number) => Promise<void>)[] = [];
  const close = async (graceMs: number): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer(graceMs);
  };
  try {
    ensurePrivateFolder(dataFolder);
    const lock = await lockDataFolder(dataFolder, { version: packageVersion() });
    if (!lock.held) throw new AlreadyRunningError(lock.holder);
    closers.push(() => lock.release());

    const common = { log, deadlineMs: MODEL_DEADLINE_MS };
    const embedder = createLocalEmbedder({ ...common, modelFolder: embedderFolder(config) });
    closers.push(() => embedder.close());
    const verifyingFolder = verifierFolder(config);
    const verifier =
      verifyingFolder === undefined
        ? undefined
        : createLocalVerifier({ ...common, modelFolder: verifyingFolder });
    closers.push(async () => verifier?.close());
    const keys = openKeys(dataFolder, config, demo?.token);
    const practice = config.models.length === 0 ? await startPracticeServer() : undefined;
    if (practice) closers.push(() => practice.close());
    const models = modelsOf(config, practice);
    const daemon = createDaemon({
      ...{ config, dataFolder, models, embedder, verifier, keys, random, log },
      installationSecret: loadInstallationSecret(dataFolder),
      keepsSimulated: demo !== undefined,
      extension: config.extension.enabled ? openExtension(options) : undefined,
    });
    closers.push((graceMs) => daemon.close(graceMs));
    const port = await daemon.listen();
    lock.announce({ port });
    const modelsLoaded = Promise.all([embedder.loaded(), verifier?.loaded()]);
    return { port, localKey: keys.localKey(), models, modelsLoaded, close };
  } catch (error) {
    await close(0);
    throw error;
  }
}

/** A question longer on its way than this is a miss by meaning; one of 200 tokens takes about 20 ms in either model. */
const MODEL_DEADLINE_MS = 200;

function openKeys(dataFolder: string, config: Config, demoToken: string | undefined): KeysFile {
  const acceptedTokens = demoToken === undefined ? [] : [{ token: demoToken, user: config.identity.user }];
  return openKeysFile(dataFolder, { defaultUser: config.identity.user, acceptedTokens });
}

function openExtension({ config, dataFolder, onPairingCode }: StartOptions): ExtensionOptions {
  return {
    pairings: openPairingsFile(dataFolder, { user: config.identity.user }),
    onPairingCode: onPairingCode ?? (() => undefined),
  };
}

function modelsOf(config: Config, practice: PracticeServer | undefined): readonly ModelInfo[] {
  return practice?.models ?? modelInfosOf(config);
}
