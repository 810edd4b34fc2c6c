import type { Logger } from 'pino';
import { adaptersFolder, parseAdapter, readAdapters, writeAdapter } from './config/adapter-files.ts';
import { declarativeDialect } from './dialects/declarative/declarative-dialect.ts';
import { proposeAdapter } from './dialects/declarative/propose-adapter.ts';
import { tryExchange } from './dialects/declarative/try-adapter.ts';
import type { Dialect } from './dialects/dialect.ts';
import { DaemonError } from './lib/errors.ts';
import type { AdapterDesk } from './server/extension-socket/operations.ts';

/** Keeps the adapters in the data folder, and makes dialects of them. */
export function createAdapterDesk(
  dataFolder: string,
  log: Pick<Logger, 'warn'>,
): AdapterDesk & { dialects: () => readonly Dialect[] } {
  const folder = adaptersFolder(dataFolder);
  let dialects = readAll();

  function readAll(): readonly Dialect[] {
    const { adapters, faults } = readAdapters(folder);
    for (const fault of faults) log.warn(`An adapter is left out: ${fault}`);
    return adapters.map(declarativeDialect);
  }

  return {
    dialects: () => dialects,

    async propose({ site, request, answer }) {
      const text = proposeAdapter(site, request, answer);
      const adapter = text === undefined ? undefined : parseAdapter(text, 'proposal').adapter;
      if (!adapter) throw notUnderstood();
      return { adapter: text, reads: await tryExchange(declarativeDialect(adapter), { request, answer }) };
    },

    save({ adapter: text }) {
      const { adapter, faults } = parseAdapter(text, 'line');
      if (!adapter) return Promise.reject(faulty(faults));
      writeAdapter(folder, adapter, text);
      dialects = readAll();
      return Promise.resolve({ id: adapter.id });
    },
  };
}

function notUnderstood(): DaemonError {
  return new DaemonError({
    code: 'invalid_request',
    status: 422,
    message:
      'No question and answer were found in this exchange. Send a question of some words while recording, wait for the whole answer, and try again; or write an adapter by hand (docs/adapters.md).',
  });
}

function faulty(faults: readonly string[]): DaemonError {
  return new DaemonError({ code: 'invalid_request', status: 400, message: faults.join('\n') });
}
