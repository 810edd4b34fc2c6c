/**
 * `npm run bench [NAME ...]`: prints the figures that the README claims, each beside a baseline of the same run.
 * Machines are noisy: read the ratios. `npm run bench:milvus` takes ten minutes and a server, so it runs only by its
 * name; `-- --entries=1000,10000` limits it to those numbers of entries. So does `npm run bench:matching`, which needs the
 * public sets; `-- --verifier=FOLDER` measures that verifier. And `npm run bench:routing`, which needs them too;
 * both draw their curves with `-- --figure=FILE`.
 */
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchDecision } from './decision.bench.ts';
import { benchEmbedding } from './embedding.bench.ts';
import { benchExtension } from './extension.bench.ts';
import { benchHttp } from './http.bench.ts';
import { benchInstall } from './install.bench.ts';
import { benchMatching } from './matching.bench.ts';
import { benchMilvus } from './milvus.bench.ts';
import { benchProcess } from './process.bench.ts';
import { benchRouting } from './routing.bench.ts';
import { benchStore } from './store.bench.ts';

const BENCHES: Record<string, (print: (line: string) => void) => Promise<void>> = {
  http: benchHttp,
  embedding: benchEmbedding,
  store: benchStore,
  process: benchProcess,
  decision: benchDecision,
  install: benchInstall,
  extension: benchExtension,
  milvus: (print) => benchMilvus(print, sizes),
  matching: (print) => benchMatching(print, values),
  routing: (print) => benchRouting(print, values),
};
const BY_NAME_ONLY = new Set(['extension', 'milvus', 'matching', 'routing']);

const { positionals: wanted, values } = parseArgs({
  options: { entries: { type: 'string' }, verifier: { type: 'string' }, figure: { type: 'string' } },
  allowPositionals: true,
});
const sizes = values.entries?.split(',').map(Number);
if (sizes?.some((size) => !Number.isInteger(size) || size < 100)) {
  console.error('--entries takes whole numbers from 100 on, separated by commas.');
  process.exit(2);
}
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 ? !wanted.includes(name) : BY_NAME_ONLY.has(name)) continue;
  console.log(`\n${name}`);
  await bench((line) => {
    console.log(`  ${line}`);
  });
}
process.exit(0);
