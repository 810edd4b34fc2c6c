import { DaemonError } from '../lib/errors.ts';

export function notFound(what: string, id: string): DaemonError {
  return new DaemonError({
    code: 'not_found',
    status: 404,
    message: `There is no ${what} "${id.slice(0, 100)}".`,
  });
}
