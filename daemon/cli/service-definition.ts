import { launchAgent } from './launch-agent.ts';
import type { LoginServiceOptions, LoginService } from './login-service.ts';
import { scheduledTask } from './scheduled-task.ts';
import { systemdUnit } from './systemd-unit.ts';

/** Pure: what would be written and run. Undefined for a system that none of the three ways fits. */
export function serviceDefinition(options: LoginServiceOptions): LoginService | undefined {
  if (options.platform === 'linux') return systemdUnit(options);
  if (options.platform === 'darwin') return launchAgent(options);
  return options.platform === 'win32' ? scheduledTask(options) : undefined;
}
