import { mapStrings, type KeyPath } from './key-path.ts';

/** Values with their `${NAME}` replaced, and what could not be. */
export interface Interpolation {
  tree: unknown;
  faults: { path: KeyPath; message: string }[];
}

/** `$${` (a plain `${`), or `${` with a name and, unless forgotten, its closing brace. */
const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;

/**
 * Replaces `${NAME}` in every string of `tree` by that environment variable.
 * `finish` may turn the text that comes out into another value (a number, where the key wants one).
 */
export function interpolate(
  tree: unknown,
  environment: Readonly<Record<string, string | undefined>>,
  finish: (text: string, path: KeyPath) => unknown,
): Interpolation {
  const faults: Interpolation['faults'] = [];
  const changed = mapStrings(tree, (text, path) => {
    if (!text.includes('${')) return text;
    const result = text.replaceAll(
      REFERENCE,
      (match: string, name: string | undefined, closing: string | undefined) => {
        if (match === '$${') return '${';
        const fault = faultOf(name ?? '', closing, environment);
        if (fault) faults.push({ path, message: fault });
        return environment[name ?? ''] ?? match;
      },
    );
    return finish(result, path);
  });
  return { tree: changed, faults };
}

function faultOf(
  name: string,
  closing: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (closing !== '}' || !/^[A-Za-z_]\w*$/.test(name)) {
    return 'expected "${NAME}" with the name of an environment variable; write "$${" where "${" is meant as it stands';
  }
  if (environment[name] !== undefined) return undefined;
  return `the environment variable ${name} is not set: set it before the start, or put the value here`;
}
