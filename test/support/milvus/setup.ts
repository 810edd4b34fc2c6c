import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { milvusAvailability, type MilvusNeed } from './availability.ts';
import { startMilvusServer } from './start-milvus-server.ts';

export interface MilvusForTests {
  /** A plain server for all test files; they keep apart by the names of their collections. */
  shared?: { host: string; port: number };
  reasons: Partial<Record<MilvusNeed, string>>;
  /** Takes a line of JSON for each group that did not run. */
  notRunFile: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    milvus: MilvusForTests;
  }
}

/**
 * Runs once, before the test files of the project `milvus`; what it returns runs after them.
 * @public vitest.config.ts names it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { named, reasons } = await milvusAvailability();
  const server = named || reasons.shared ? undefined : await startMilvusServer();
  const shared = named ?? (server && { host: server.host, port: server.port });
  const folder = mkdtempSync(path.join(os.tmpdir(), 'askonce-milvus-setup-'));
  const notRunFile = path.join(folder, 'not-run.jsonl');
  project.provide('milvus', { ...(shared && { shared }), reasons, notRunFile });
  return async () => {
    await server?.stop();
    if (existsSync(notRunFile)) process.stderr.write(report(readFileSync(notRunFile, 'utf8')));
    rmSync(folder, { recursive: true, force: true });
  };
}

function report(lines: string): string {
  const groups = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { group: string; reason: string });
  const bar = '!'.repeat(100);
  const reasons = [...new Set(groups.map(({ reason }) => reason))];
  const text = reasons.flatMap((reason) => [
    ...groups.filter((group) => group.reason === reason).map(({ group }) => `  ${group}`),
    `    because: ${reason}`,
  ]);
  return ['', bar, 'TESTS AGAINST A REAL MILVUS THAT DID NOT RUN', ...text, bar, ''].join('\n');
}
