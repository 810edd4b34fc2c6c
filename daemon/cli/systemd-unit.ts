import path from 'node:path';
import type { LoginService, LoginServiceOptions, ProgramCall } from './login-service.ts';

/** Linux: a unit of the user's own systemd. */
export function systemdUnit({
  command,
  environment,
  userConfigFolder,
  environmentFile,
}: LoginServiceOptions): LoginService {
  const variables = Object.entries(environment).map(
    ([name, value]) => `Environment=${quote(`${name}=${value}`)}`,
  );
  const text = `[Unit]
Description=AskOnce: answers repeated questions from a local cache

[Service]
ExecStart=${command.map(quoteForCommand).join(' ')}
${variables.join('\n')}
EnvironmentFile=-${environmentFile.replaceAll('%', '%%')}
Restart=on-failure
RestartSec=2
# A bad configuration does not get better by trying again.
RestartPreventExitStatus=2
TimeoutStopSec=20
UMask=0077
NoNewPrivileges=true

[Install]
WantedBy=default.target
`;
  const systemctl = (...parameters: string[]): ProgramCall => ({
    program: 'systemctl',
    parameters: ['--user', ...parameters],
  });
  return {
    kind: 'systemd user unit',
    file: { path: path.join(userConfigFolder, 'systemd', 'user', 'askonce.service'), text },
    install: [systemctl('daemon-reload'), systemctl('enable', '--now', 'askonce.service')],
    uninstall: [systemctl('disable', '--now', 'askonce.service')],
    advice: `Keys of providers go into ${environmentFile} as NAME=value lines (chmod 600). Log: journalctl --user -u askonce. To start without a login: loginctl enable-linger`,
  };
}

/** systemd.syntax(7): double quotes, C escapes, and "%" begins a specifier. */
function quote(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}

/** systemd.service(5): in commands "$" begins a variable too. */
function quoteForCommand(word: string): string {
  return quote(word).replaceAll('$', () => '$$');
}
