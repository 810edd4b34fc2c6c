import type { Command } from 'commander';
import { print, type CliContext } from './cli-context.ts';
import { configFlag } from './open-config.ts';

interface StartFlags {
  host?: string;
  port?: string;
  allowedHosts?: string;
  exposed?: true;
  logLevel?: string;
  demo?: true;
}

/** `askonce start`: the daemon in the foreground, until it is asked to stop. */
export function addStartCommand(program: Command, context: CliContext): void {
  program
    .command('start')
    .description('start the daemon; on first start, find model providers and write config.yaml')
    .option('--host <address>', 'address to listen on (server.host)')
    .option('-p, --port <number>', 'port to listen on, 0 for any free one (server.port)')
    .option(
      '--allowed-hosts <names>',
      'further Host headers to accept, comma-separated (server.allowed_hosts)',
    )
    .option('--exposed', 'other machines may reach it; needed for any host but localhost (server.exposed)')
    .option('--log-level <level>', 'trace, debug, info, warn, error, fatal or silent (logging.level)')
    .option(
      '--demo',
      'for tests: practice models only, whose answers are kept, in a data folder apart; takes the key "test-token"',
    )
    .addHelpText('after', '\nExample:\n  $ askonce start --port 9000')
    .action(async (flags: StartFlags, command: Command) => {
      await context.daemon.run({
        configFile: configFlag(command),
        flags: keyPathsOf(flags),
        demo: flags.demo ?? false,
        print: (line) => {
          print(context, line);
        },
      });
    });
}

/** Flags by the key that they set; their values are checked with the rest of the configuration. */
function keyPathsOf({ host, port, allowedHosts, exposed, logLevel }: StartFlags): Record<string, unknown> {
  return {
    'server.host': host,
    'server.port': port,
    'server.allowed_hosts': allowedHosts,
    'server.exposed': exposed,
    'logging.level': logLevel,
  };
}
