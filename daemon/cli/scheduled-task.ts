import type { LoginService, LoginServiceOptions, ProgramCall } from './login-service.ts';

const TASK_NAME = 'AskOnce';

/** Windows: a task of the Task Scheduler at logon. */
export function scheduledTask({ command }: LoginServiceOptions): LoginService {
  const line = command
    .map((word) => (/[\s"]/.test(word) ? `"${word.replaceAll('"', '\\"')}"` : word))
    .join(' ');
  const schtasks = (...parameters: string[]): ProgramCall => ({ program: 'schtasks', parameters });
  return {
    kind: 'scheduled task',
    install: [
      schtasks('/Create', '/F', '/SC', 'ONLOGON', '/TN', TASK_NAME, '/TR', line),
      schtasks('/Run', '/TN', TASK_NAME),
    ],
    uninstall: [schtasks('/End', '/TN', TASK_NAME), schtasks('/Delete', '/F', '/TN', TASK_NAME)],
    advice: 'Keys of providers: setx NAME value, then log in again.',
  };
}
