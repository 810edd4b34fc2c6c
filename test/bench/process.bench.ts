import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { scopeOf } from '../../daemon/cache/scope.ts';
import { readConversation } from '../../daemon/chat/chat-request.ts';
import { loadInstallationSecret } from '../../daemon/config/installation-secret.ts';
import { describeModel } from '../../daemon/embedding/describe-model.ts';
import { embedderFolder } from '../../daemon/config/model-folders.ts';
import { writePortableEntry } from '../../daemon/store/portable-entry.ts';
import { chatRequest } from '../support/chat-request.ts';
import { answerText, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { makeHome, type AskOnceHome, type AskOnceProcess } from '../support/spawn-askonce.ts';
import { configuredModels } from '../support/start-test-daemon.ts';
import { clusteredEntry } from './clustered-entries.ts';
import { percentile } from './measure.ts';
import { residentMegabytes } from './resident-memory.ts';

const STARTS = 5;
const ENTRIES = 10_000;
const BATCH = 200;

/** The daemon as a process of its own: time to ready, and memory, against a Node process that does nothing. */
export async function benchProcess(print: (line: string) => void): Promise<void> {
  const upstream = await startScriptedUpstream(answerText('an answer'));
  const home = makeHome();
  home.writeConfig({ models: configuredModels({ small: upstream.baseUrl }), logging: { level: 'silent' } });
  try {
    await benchStart(print, home);
    await benchMemory(print, home);
  } finally {
    await home.remove();
    await upstream.close();
  }
}

/** Ready: the port answers. The embedding model goes on loading beside the first requests. */
async function benchStart(print: (line: string) => void, home: AskOnceHome): Promise<void> {
  const seconds: number[] = [];
  for (let run = 0; run < STARTS; run += 1) {
    const begin = performance.now();
    const daemon = await home.start();
    seconds.push((performance.now() - begin) / 1000);
    await daemon.kill('SIGTERM');
  }
  seconds.sort((a, b) => a - b);
  print(
    `start to ready, from source: median of ${STARTS} ${percentile(seconds, 0.5).toFixed(2)} s, slowest ${percentile(seconds, 1).toFixed(2)} s`,
  );
}

async function benchMemory(print: (line: string) => void, home: AskOnceHome): Promise<void> {
  const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log(1)'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(idle.stdout, 'data');
  const baseline = await residentMegabytes(idle.pid);
  idle.kill();

  const empty = await home.start();
  await untilFoundByMeaning(empty);
  print(
    `resident memory, empty: ${await residentMegabytes(empty.child.pid)} MB (idle Node process ${baseline} MB)`,
  );
  await importEntries(empty, home);
  await empty.kill('SIGTERM');

  const full = await home.start();
  await untilFoundByMeaning(full);
  print(
    `resident memory with ${ENTRIES} entries of one scope, their index in use: ${await residentMegabytes(full.child.pid)} MB`,
  );
  await full.kill('SIGTERM');
}

/** Asks until the embedding model is loaded and has looked through the scope that the entries are in. */
async function untilFoundByMeaning(daemon: AskOnceProcess): Promise<void> {
  while ((await daemon.embedderState()) === 'loading')
    await new Promise((resolve) => setTimeout(resolve, 50));
  for (let number = 0; number < 100; number += 1) await daemon.outcome(`Which number comes after ${number}?`);
}

/** Entries in the very scope in which the daemon looks up a plain question of its local key. */
async function importEntries(daemon: AskOnceProcess, home: AskOnceHome): Promise<void> {
  const request = chatRequest('any');
  const secret = loadInstallationSecret(path.join(home.folder, 'data'));
  const scope = scopeOf({
    site: 'http',
    owner: 'user:me',
    secret,
    request,
    conversation: readConversation(request),
  });
  const { id: embedder } = describeModel(embedderFolder({ matching: {} }));
  for (let first = 0; first < ENTRIES; first += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, offset) => first + offset);
    const lines = numbers.map((number) =>
      writePortableEntry({ ...clusteredEntry(number, 1), scope, embedder }),
    );
    const reply = await daemon.request('/askonce/entries/import', { method: 'POST', body: lines.join('\n') });
    if (!reply.ok) throw new Error(await reply.text());
  }
}
