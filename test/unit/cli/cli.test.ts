import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../../daemon/cli/cli.ts';
import type { RunDaemonOptions } from '../../../daemon/main.ts';
import { testCli } from '../../support/cli-context.ts';
import { containing, matching } from '../../support/matchers.ts';

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

test('every command says what it does and gives an example', async () => {
  for (const command of everyCommand(createProgram(testCli().context))) {
    const names: string[] = [];
    for (let at = command; at.parent; at = at.parent) names.unshift(at.name());
    const { code, output } = await testCli().run(...names, '--help');
    expect(code, names.join(' ')).toBe(0);
    expect(output, names.join(' ')).toMatch(/Example:\n {2}\$ /);
    expect(command.description(), names.join(' ')).not.toBe('');
  }
});

test('--version prints the version', async () => {
  expect(await testCli().run('--version')).toMatchObject({
    code: 0,
    output: matching(/^\d+\.\d+\.\d+\n$/),
  });
});

describe('exit codes', () => {
  test.each([
    ['an unknown command', ['nonsense']],
    ['an unknown option', ['status', '--nonsense']],
    ['a missing argument', ['ask']],
    ['a malformed number', ['cache', 'list', '--limit', 'many']],
    ['too many arguments', ['status', 'now']],
  ])('2 for %s', async (_what, parameters) => {
    const { code, errors } = await testCli().run(...parameters);
    expect(code).toBe(2);
    expect(errors).toContain('error: ');
  });

  test('2 for a bad configuration, every fault on a line', async () => {
    const cli = testCli();
    const folder = cli.context.environment.ASKONCE_CONFIG_FOLDER ?? '';
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'config.yaml'), 'server: {prot: 1}\nlogging: {level: loud}\n');
    const { code, errors } = await cli.run('config', 'check');
    expect(code).toBe(2);
    expect(errors.trim().split('\n')).toHaveLength(2);
    expect(errors).toContain('config.yaml:1: server.prot: unknown key; did you mean "port"?');
  });

  test('0 for a good configuration, with a note where no verifying model is wanted', async () => {
    const cli = testCli();
    const folder = cli.context.environment.ASKONCE_CONFIG_FOLDER ?? '';
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'config.yaml'), 'matching: {verifier: none}\n');
    const { code, output } = await cli.run('config', 'check');
    expect(code).toBe(0);
    expect(output).toMatch(/^Note: there is no verifying model.*max_wrong_rate has no effect\.$/m);
  });

  test.each([[['status']], [['ask', 'Why?']], [['bench']]])(
    '3 for %j without a daemon, with the command that starts one',
    async (parameters) => {
      const { code, errors } = await testCli().run(...parameters);
      expect(code).toBe(3);
      expect(errors).toContain('askonce start');
    },
  );

  test('1 while a daemon is starting', async () => {
    const cli = testCli({ daemon: { findHolder: () => Promise.resolve({ pid: 7, port: undefined }) } });
    expect(await cli.run('status')).toMatchObject({ code: 1, errors: containing('pid 7') });
  });
});

describe('start', () => {
  test('hands its flags on by the key that they set', async () => {
    let seen: RunDaemonOptions | undefined;
    const cli = testCli({
      daemon: {
        run: (options) => {
          seen = options;
          options.print('started');
          return Promise.resolve();
        },
      },
    });
    const flags = [
      '--host',
      '0.0.0.0',
      '--port',
      '9000',
      '--allowed-hosts',
      'a.lan,b.lan',
      '--exposed',
      '--log-level',
      'debug',
    ];
    const { code, output } = await cli.run('start', ...flags, '--config', 'my.yaml');
    expect([code, output]).toEqual([0, 'started\n']);
    expect(seen?.configFile).toBe('my.yaml');
    expect(seen?.flags).toEqual({
      'server.host': '0.0.0.0',
      'server.port': '9000',
      'server.allowed_hosts': 'a.lan,b.lan',
      'server.exposed': true,
      'logging.level': 'debug',
    });
  });

  test.each([
    [['start'], false],
    [['start', '--demo'], true],
  ])('with %j is a demo: %s', async (parameters, expected) => {
    let seen: RunDaemonOptions | undefined;
    const cli = testCli({
      daemon: {
        run: (options) => {
          seen = options;
          return Promise.resolve();
        },
      },
    });
    await cli.run(...parameters);
    expect(seen?.demo).toBe(expected);
  });
});

describe('demo', () => {
  test.each([
    [{}, ['demo'], false],
    [{}, ['demo', '--once'], true],
    [{ CI: 'true' }, ['demo'], true],
  ])('with environment %j and %j ends after the story: %s', async (environment, parameters, expected) => {
    let seen: boolean | undefined;
    const cli = testCli({
      environment,
      daemon: {
        demo: ({ once }) => {
          seen = once;
          return Promise.resolve(true);
        },
      },
    });
    expect((await cli.run(...parameters)).code).toBe(0);
    expect(seen).toBe(expected);
  });

  test('fails when a line of the story came out otherwise', async () => {
    const cli = testCli({ daemon: { demo: () => Promise.resolve(false) } });
    expect((await cli.run('demo', '--once')).code).toBe(1);
  });
});

describe('config', () => {
  test('path is where the file would be, or the one that was named', async () => {
    const cli = testCli();
    expect((await cli.run('config', 'path')).output).toBe(
      `${cli.context.environment.ASKONCE_CONFIG_FOLDER ?? ''}/config.yaml\n`,
    );
    expect((await cli.run('config', 'path', '--config', 'x.yaml')).output).toBe('x.yaml\n');
  });

  test('show hides secrets', async () => {
    const cli = testCli({
      environment: {
        ASKONCE_MODELS: '[{id: a, base_url: "https://a.example/v1", api_key: canary, tier: small}]',
      },
    });
    const { output, errors } = await cli.run('config', 'show');
    expect(output).toContain('api_key: (hidden)');
    expect(output + errors).not.toContain('canary');
  });
});
