import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LoginServiceOptions } from '../../../daemon/cli/login-service.ts';
import { serviceDefinition } from '../../../daemon/cli/service-definition.ts';
import { testCli } from '../../support/cli-context.ts';
import { containing } from '../../support/matchers.ts';

const OPTIONS: LoginServiceOptions = {
  platform: 'linux',
  command: ['/opt/node 20/bin/node', '/srv/100% "ours"/$x/askonce.js', 'start'],
  environment: { ASKONCE_DATA_FOLDER: '/data/$x 100%' },
  homeFolder: '/home/ann',
  userConfigFolder: '/home/ann/.config',
  environmentFile: '/home/ann/.config/askonce/environment',
  userId: 1000,
};

describe('what is written', () => {
  test('a systemd unit quotes what systemd would read otherwise', () => {
    const service = serviceDefinition(OPTIONS);
    expect(service?.file?.path).toBe('/home/ann/.config/systemd/user/askonce.service');
    const text = service?.file?.text ?? '';
    expect(text).toContain(
      String.raw`ExecStart="/opt/node 20/bin/node" "/srv/100%% \"ours\"/$$x/askonce.js" "start"` + '\n',
    );
    expect(text).toContain('Environment="ASKONCE_DATA_FOLDER=/data/$x 100%%"\n');
    expect(text).toContain('EnvironmentFile=-/home/ann/.config/askonce/environment\n');
    expect(text).toContain('RestartPreventExitStatus=2\n');
    expect(text).toContain('[Install]\nWantedBy=default.target\n');
  });

  test('a launchd agent escapes what XML would read otherwise', () => {
    const service = serviceDefinition({
      ...OPTIONS,
      platform: 'darwin',
      homeFolder: '/Users/a&b',
      command: ['node', 'a<b>.js'],
    });
    expect(service?.file?.path).toBe('/Users/a&b/Library/LaunchAgents/com.askonce.daemon.plist');
    expect(service?.file?.text).toContain('<string>a&lt;b&gt;.js</string>');
    expect(service?.file?.text).toContain('<string>/Users/a&amp;b/Library/Logs/askonce.log</string>');
    expect(service?.install[0]?.parameters.slice(0, 2)).toEqual(['bootstrap', 'gui/1000']);
  });

  test('a scheduled task quotes paths with blanks', () => {
    const service = serviceDefinition({
      ...OPTIONS,
      platform: 'win32',
      command: [String.raw`C:\Program Files\node.exe`, String.raw`C:\askonce.js`, 'start'],
    });
    expect(service?.file).toBeUndefined();
    expect(service?.install[0]?.parameters.at(-1)).toBe(
      String.raw`"C:\Program Files\node.exe" C:\askonce.js start`,
    );
  });

  test('a system without any of the three has no way', () => {
    expect(serviceDefinition({ ...OPTIONS, platform: 'freebsd' })).toBeUndefined();
  });
});

const unitOf = (folder: string): string => path.join(folder, '.config', 'systemd', 'user', 'askonce.service');

describe('the command', () => {
  test('--dry-run prints file and programs and does nothing', async () => {
    const cli = testCli();
    const { code, output } = await cli.run(
      'service',
      'install',
      '--dry-run',
      '--config',
      await configIn(cli.context.homeFolder),
    );
    expect(code).toBe(0);
    expect(output).toContain('[Service]');
    expect(output).toContain('$ systemctl --user enable --now askonce.service');
    expect(output).toContain('"--config"');
    expect(cli.programs).toEqual([]);
    expect(existsSync(unitOf(cli.context.homeFolder))).toBe(false);
  });

  test('install writes the unit and starts it, uninstall removes it', async () => {
    const cli = testCli();
    const unit = unitOf(cli.context.homeFolder);
    expect((await cli.run('service', 'install')).code).toBe(0);
    expect(readFileSync(unit, 'utf8')).toContain('askonce.js" "start"');
    expect((await cli.run('service', 'uninstall')).code).toBe(0);
    expect(existsSync(unit)).toBe(false);
    expect(cli.programs).toEqual([
      'systemctl --user daemon-reload',
      'systemctl --user enable --now askonce.service',
      'systemctl --user disable --now askonce.service',
    ]);
    expect(await cli.run('service', 'uninstall')).toMatchObject({
      code: 1,
      errors: containing('Nothing is installed'),
    });
  });

  test('XDG_CONFIG_HOME moves the unit', async () => {
    const cli = testCli({ environment: { XDG_CONFIG_HOME: '/xdg' } });
    expect((await cli.run('service', 'install', '--dry-run')).output).toContain(
      '# /xdg/systemd/user/askonce.service',
    );
  });

  test('a missing systemctl is said in a sentence, and nothing stays', async () => {
    const cli = testCli({ runProgram: () => ({ outcome: 'missing', errorOutput: '' }) });
    const { code, errors } = await cli.run('service', 'install');
    expect(code).toBe(1);
    expect(errors).toContain('There is no systemctl on this machine');
    expect(existsSync(unitOf(cli.context.homeFolder))).toBe(false);
  });

  test('a failing systemctl is quoted, and nothing stays', async () => {
    const cli = testCli({
      runProgram: () => ({ outcome: 'failed', errorOutput: 'Failed to connect to bus' }),
    });
    const { code, errors } = await cli.run('service', 'install');
    expect(code).toBe(1);
    expect(errors).toContain('"systemctl --user daemon-reload" failed: Failed to connect to bus');
    expect(existsSync(unitOf(cli.context.homeFolder))).toBe(false);
  });

  test('a configuration that cannot be used is not installed', async () => {
    const cli = testCli({ environment: { ASKONCE_SERVER_PORT: 'many' } });
    expect((await cli.run('service', 'install')).code).toBe(2);
    expect(cli.programs).toEqual([]);
  });
});

async function configIn(folder: string): Promise<string> {
  const { writeFile } = await import('node:fs/promises');
  const file = path.join(folder, 'my config.yaml');
  await writeFile(file, '');
  return file;
}
