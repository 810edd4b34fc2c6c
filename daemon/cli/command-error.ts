/** What the process tells its caller. */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** Bad configuration or usage. */
  usage: 2,
  noDaemon: 3,
} as const;

/** A command that cannot go on; its message is shown as it stands and says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.failed, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The command needs a running daemon, and there is none. */
export function noDaemonError(dataFolder: string): CommandError {
  return new CommandError(
    `No AskOnce daemon is running (looked in ${dataFolder}). Start one with: askonce start`,
    EXIT.noDaemon,
  );
}
