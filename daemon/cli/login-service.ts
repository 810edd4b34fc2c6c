/** How a system starts a program at login: a file to write, if any, and the programs that make it known. */
export interface LoginService {
  /** What the system calls it, for messages. */
  kind: string;
  file?: { path: string; text: string };
  install: readonly ProgramCall[];
  uninstall: readonly ProgramCall[];
  /** What to know after the installation. */
  advice: string;
}

export interface ProgramCall {
  program: string;
  parameters: readonly string[];
}

export interface LoginServiceOptions {
  platform: NodeJS.Platform;
  /** The command to run: node, the script, its parameters. */
  command: readonly string[];
  homeFolder: string;
  /** Variables that the command needs and a login does not set (where the folders are). */
  environment: Readonly<Record<string, string>>;
  /** Where systemd reads its units: XDG_CONFIG_HOME, or ~/.config. */
  userConfigFolder: string;
  /** A file with NAME=value lines that the service gets as its environment, where it is there (systemd only). */
  environmentFile: string;
  userId: number;
}
