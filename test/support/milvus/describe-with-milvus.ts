import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import type { MilvusNeed } from './availability.ts';
import type { MilvusForTests } from './setup.ts';

/**
 * Tests against a real server. Where none can be had they show as skipped, and a block at the end of the run says so;
 * continuous integration fails instead, except where ASKONCE_TEST_MILVUS chose the only server.
 */
export function describeWithMilvus(name: string, tests: () => void, need: MilvusNeed = 'shared'): void {
  const { reasons } = milvusForTests();
  const reason = reasons[need];
  if (reason === undefined) {
    describe(name, tests);
    return;
  }
  reportNotRun(name, reason);
  describe.skip(name, tests);
  if (process.env.CI === 'true' && !process.env.ASKONCE_TEST_MILVUS) {
    test(`${name}: has the server it needs`, () => {
      throw new Error(reason);
    });
  }
}

/** Names what cannot be tested here in the block at the end of the run. */
export function reportNotRun(name: string, reason: string): void {
  const file = path.relative(process.cwd(), expect.getState().testPath ?? 'some file');
  appendFileSync(milvusForTests().notRunFile, `${JSON.stringify({ group: `${file} > ${name}`, reason })}\n`);
}

/** The plain server that all files share. For hooks and tests within `describeWithMilvus`. */
export function sharedMilvus(): { host: string; port: number; address: string } {
  const { shared } = milvusForTests();
  if (!shared) throw new Error('There is no shared server; use this within describeWithMilvus only.');
  return { ...shared, address: `${shared.host}:${shared.port}` };
}

function milvusForTests(): MilvusForTests {
  const provided = inject('milvus') as MilvusForTests | undefined;
  if (!provided) throw new Error('Tests against Milvus belong to the project `milvus`: test/milvus/.');
  return provided;
}
