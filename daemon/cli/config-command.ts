import type { Command } from 'commander';
import { stringify } from 'yaml';
import { configFileIn, findConfigFolder } from '../config/folders.ts';
import { maskSecrets } from '../config/mask-secrets.ts';
import type { Config } from '../config/config-schema.ts';
import { note, print, type CliContext } from './cli-context.ts';
import { CommandError, EXIT } from './command-error.ts';
import { describeModel } from '../embedding/describe-model.ts';
import { embedderFolder, verifierFolder } from '../config/model-folders.ts';
import { counted } from './counted.ts';
import { configFlag, openConfig } from './open-config.ts';
import { adviseThreshold } from './threshold-advice.ts';

/** `askonce config check|show|path`: the configuration as the next start will see it. */
export function addConfigCommand(program: Command, context: CliContext): void {
  const config = program
    .command('config')
    .description('check or show the configuration')
    .addHelpText('after', '\nExample:\n  $ askonce config check');

  config
    .command('check')
    .description('name every fault with its line (exit code 2), and what works but is probably not meant')
    .addHelpText('after', '\nExample:\n  $ askonce config check --config ./config.yaml')
    .action(async (_flags: unknown, command: Command) => {
      const { config: checked, file, warnings } = openConfig(context, command);
      for (const warning of warnings) print(context, `Warning: ${warning}`);
      const { similarity_threshold: threshold, backend_type: backend, enabled } = checked.semantic_cache;
      const advice =
        threshold === undefined
          ? undefined
          : adviseThreshold(threshold, describeModel(embedderFolder(checked)));
      if (advice !== undefined) print(context, `Note: ${advice}`);
      if (enabled && verifierFolder(checked) === undefined) print(context, `Note: ${NO_VERIFIER}`);
      if (enabled && backend === 'milvus') await tryMilvus(context, checked);
      const models =
        checked.models.length === 0
          ? 'no models: practice models will answer'
          : counted(checked.models.length, 'model');
      print(context, `${file ?? 'There is no file: the defaults'} can be used (${models}).`);
    });

  config
    .command('show')
    .description('print the configuration in force as YAML, secrets hidden')
    .addHelpText('after', '\nExample:\n  $ askonce config show')
    .action((_flags: unknown, command: Command) => {
      const { config: shown, file, dataFolder, warnings } = openConfig(context, command);
      for (const warning of warnings) note(context, `Warning: ${warning}`);
      const { milvus, ...rest } = shown;
      const inForce = shown.semantic_cache.backend_type === 'milvus' ? { ...rest, milvus } : rest;
      print(
        context,
        `# from ${file ?? 'the defaults'}; data in ${dataFolder}\n${stringify(maskSecrets(inForce)).trimEnd()}`,
      );
    });

  config
    .command('path')
    .description('print where the configuration file is, or would be')
    .addHelpText('after', '\nExample:\n  $ $EDITOR "$(askonce config path)"')
    .action((_flags: unknown, command: Command) => {
      print(context, configFlag(command) ?? configFileIn(findConfigFolder(context.environment)));
    });
}

const NO_VERIFIER =
  'there is no verifying model (matching.verifier): similarity and literal rules alone decide, and max_wrong_rate has no effect.';

/** Connects as the daemon would. Throws where the cache could not use the server. */
async function tryMilvus(context: CliContext, config: Config): Promise<void> {
  const { faults, warnings, serverVersion } = await context.daemon.checkMilvus(config);
  for (const warning of warnings) print(context, `Warning: ${warning}`);
  if (faults.length > 0) throw new CommandError(faults.join('\n'), EXIT.usage);
  print(context, `Milvus ${serverVersion} at ${config.milvus.connection.host} can be used.`);
}
