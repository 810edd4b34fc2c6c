import path from 'node:path';
import type { LoginService, LoginServiceOptions, ProgramCall } from './login-service.ts';

const LAUNCHD_LABEL = 'com.askonce.daemon';

/** macOS: an agent of the user's own launchd. */
export function launchAgent({ command, environment, homeFolder, userId }: LoginServiceOptions): LoginService {
  const file = path.posix.join(homeFolder, 'Library', 'LaunchAgents', `${LAUNCHD_LABEL}.plist`);
  const log = path.posix.join(homeFolder, 'Library', 'Logs', 'askonce.log');
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${LAUNCHD_LABEL}</string>
  <key>ProgramArguments</key>
  <array>
${command.map((word) => `    <string>${escapeXml(word)}</string>`).join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${Object.entries(environment)
  .map(([name, value]) => `    <key>${escapeXml(name)}</key>\n    <string>${escapeXml(value)}</string>\n`)
  .join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardErrorPath</key>
  <string>${escapeXml(log)}</string>
</dict>
</plist>
`;
  const launchctl = (...parameters: string[]): ProgramCall => ({ program: 'launchctl', parameters });
  return {
    kind: 'launchd agent',
    file: { path: file, text },
    install: [launchctl('bootstrap', `gui/${userId}`, file)],
    uninstall: [launchctl('bootout', `gui/${userId}/${LAUNCHD_LABEL}`)],
    advice: `Log: ${log}. Keys of providers: launchctl setenv NAME value.`,
  };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
