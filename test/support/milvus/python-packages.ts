import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';

const run = promisify(execFile);

/** Makes a virtual environment in the folder and installs the packages. Returns its interpreter. */
export async function installPackages(folder: string, packages: string[]): Promise<string> {
  await runLoudly('python3', ['-m', 'venv', folder]);
  const python = pythonOf(folder);
  const options = ['--quiet', '--disable-pip-version-check', '--no-cache-dir', '--no-input'];
  await runLoudly(python, ['-m', 'pip', 'install', ...options, ...packages]);
  return python;
}

/** Virtual environments can be moved as long as their scripts are not called by name but as `python -m`. */
export function pythonOf(folder: string): string {
  return path.join(folder, 'bin', 'python3');
}

/** Runs to its end; the error of one that fails carries what it printed. */
export async function runLoudly(command: string, parameters: string[], cwd?: string): Promise<string> {
  try {
    const { stdout } = await run(command, parameters, { ...(cwd && { cwd }), maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    const printed = `${stdout}\n${stderr}`.trim().slice(-2_000);
    throw new Error(`${command} ${parameters.join(' ')} failed: ${printed || message}`, { cause: error });
  }
}
