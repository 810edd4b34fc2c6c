/**
 * `npm run bench [NAME ...]`: prints the figures that the README claims, each beside a baseline of the same run.
 * Machines are noisy: read the ratios.
 */
import { cpus, totalmem } from 'node:os';
import { benchDecision } from './decision.bench.ts';
import { benchEmbedding } from './embedding.bench.ts';
import { benchHttp } from './http.bench.ts';
import { benchInstall } from './install.bench.ts';
import { benchProcess } from './process.bench.ts';
import { benchStore } from './store.bench.ts';

const BENCHES: Record<string, (print: (line: string) => void) => Promise<void>> = {
  http: benchHttp,
  embedding: benchEmbedding,
  store: benchStore,
  process: benchProcess,
  decision: benchDecision,
  install: benchInstall,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(2);
}
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
);
for (const [name, bench] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  await bench((line) => {
    console.log(`  ${line}`);
  });
}
process.exit(0);
