import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { ensurePrivateFolder } from '../config/folders.ts';
import type { ModelView } from '../server/own-api.ts';
import { packageRoot } from '../lib/package-root.ts';
import { print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { downloadModel } from './download-model.ts';
import { findDaemon } from './find-daemon.ts';
import { listModelFolders, MODEL_FILES, modelFolderFaults } from './model-folder.ts';
import { openConfig, type OpenedConfig } from './open-config.ts';
import { plainText } from './plain-text.ts';
import { megabytes } from './progress.ts';
import { tableOf } from './table.ts';

/** `askonce models list|download|add`: the embedding models on this machine, and the upstream models. */
export function addModelsCommand(program: Command, context: CliContext): void {
  const models = program
    .command('models')
    .description('list models, and fetch or add embedding models')
    .addHelpText('after', '\nExample:\n  $ askonce models list');

  models
    .command('list')
    .description('list embedding models on this machine and the configured upstream models')
    .addHelpText('after', '\nExample:\n  $ askonce models list')
    .action(async (_flags: unknown, command: Command) => {
      const opened = openConfig(context, command);
      print(context, `Embedding models\n${describeEmbedders(opened)}\n`);
      print(context, `Upstream models\n${await describeUpstream(context, opened)}`);
    });

  models
    .command('download')
    .description('fetch an embedding model from Hugging Face, or from the mirror in HF_ENDPOINT')
    .argument('<id>', 'OWNER/NAME of a repository with ONNX weights')
    .addHelpText('after', '\nExample:\n  $ askonce models download Xenova/all-MiniLM-L6-v2')
    .action(async (id: string, _flags: unknown, command: Command) => {
      const folder = await downloadModel(context, modelsFolder(openConfig(context, command)), id);
      print(context, `Fetched ${id}.\n${howToUse(folder)}`);
    });

  models
    .command('add')
    .description('check a folder with an embedding model and copy it into the data folder')
    .argument('<path>', `a folder with ${MODEL_FILES.join(', ')}`)
    .option('--name <name>', "what to call it (absent: the folder's own name)")
    .addHelpText('after', '\nExample:\n  $ askonce models add ./my-model')
    .action((source: string, { name }: { name?: string }, command: Command) => {
      const folder = addModel(
        modelsFolder(openConfig(context, command)),
        source,
        name ?? path.basename(path.resolve(source)),
      );
      print(context, `Added ${source}.\n${howToUse(folder)}`);
    });
}

function modelsFolder({ dataFolder }: OpenedConfig): string {
  return path.join(ensurePrivateFolder(dataFolder), 'models');
}

function addModel(root: string, source: string, name: string): string {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(name)) {
    throw new CommandError(
      `"${name}" cannot be a model's name: use letters, digits, ".", "_" and "-" (flag --name).`,
      EXIT.usage,
    );
  }
  const faults = modelFolderFaults(source);
  if (faults.length > 0) throw new CommandError(`${source} cannot be used as a model: ${faults.join(' ')}`);
  const folder = path.join(root, name);
  if (existsSync(folder))
    throw new CommandError(`${folder} is there already. Choose another name with --name, or delete it.`);
  const incoming = path.join(root, '.incoming', name);
  rmSync(incoming, { recursive: true, force: true });
  mkdirSync(incoming, { recursive: true });
  for (const file of MODEL_FILES) {
    // Files in Hugging Face's own cache are links into its depths: what they point to is copied.
    cpSync(path.join(source, file), path.join(incoming, file), { dereference: true });
  }
  renameSync(incoming, folder);
  return folder;
}

function howToUse(folder: string): string {
  return `To use it, put this into config.yaml and restart the daemon:\n  matching:\n    embedder: ${JSON.stringify(folder)}`;
}

function describeEmbedders({ config, dataFolder }: OpenedConfig): string {
  const shipped = listModelFolders(path.join(packageRoot(), 'daemon', 'models'));
  const added = listModelFolders(path.join(dataFolder, 'models'));
  const inUse = config.matching.embedder;
  const rows = [
    ...shipped.map((model) => ({ ...model, origin: 'ships with AskOnce' })),
    ...added.map((model) => ({ ...model, origin: 'added' })),
  ].map(({ name, folder, bytes, origin }) => [
    name,
    origin,
    megabytes(bytes),
    folder === inUse ? 'in use' : '',
  ]);
  return rows.length > 0 ? tableOf(['name', 'from', 'size', ''], rows) : 'none';
}

async function describeUpstream(context: CliContext, opened: OpenedConfig): Promise<string> {
  const daemon = await findDaemon(context, opened);
  const rows = daemon
    ? (await daemon.models()).map(({ id, tier, baseUrl, simulated, breaker, isDefault, pace }) => [
        ...[plainText(id), tier, simulated ? 'practice model, simulated' : plainText(baseUrl)],
        [breaker === 'closed' ? 'ready' : 'failing, resting', ...(isDefault ? ['default'] : [])].join(', '),
        paceText(pace),
      ])
    : opened.config.models.map(({ id, tier, base_url }) => [id, tier, base_url, 'no daemon running', '']);
  return rows.length > 0
    ? tableOf(['id', 'tier', 'at', 'state', 'lately'], rows)
    : 'none configured: practice models will answer';
}

/** "first word 0.4 s (nine of ten 0.9 s), 12 ms a token, 5 % fail": what enters the choice of a model. */
function paceText({ calls, firstTokenMs, perTokenMs, failureRate }: ModelView['pace']): string {
  const seconds = (milliseconds: number): string => `${(milliseconds / 1_000).toFixed(1)} s`;
  const parts = [
    ...(firstTokenMs
      ? [`first word ${seconds(firstTokenMs.p50)} (nine of ten ${seconds(firstTokenMs.p90)})`]
      : []),
    ...(perTokenMs === undefined ? [] : [`${perTokenMs.toFixed(0)} ms a token`]),
    ...(failureRate > 0 ? [`about ${Math.round(100 * failureRate)} % fail`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : calls > 0 ? 'answers' : 'not asked lately';
}
