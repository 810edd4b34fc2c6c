import { defineConfig } from 'vitest/config';

/**
 * Real servers and browsers fail now and then on their own on a small machine (Milvus 2.3.5 panics, a browser does not
 * come up). CI tries such a test a second time and says so in its report; a person's run does not.
 */
const RETRY = process.env.CI === 'true' ? 1 : 0;

/** What a test waits for comes within milliseconds, or, where a machine is busy, seconds; the default is one second. */
const PATIENT = { poll: { timeout: 20_000 } };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'] } },
      {
        test: {
          name: 'integration',
          expect: PATIENT,
          include: ['test/contract/**/*.test.ts', 'test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'milvus',
          expect: PATIENT,
          include: ['test/milvus/**/*.test.ts'],
          globalSetup: ['test/support/milvus/setup.ts'],
          retry: RETRY,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Each file may run servers that take a whole core.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          expect: PATIENT,
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/browser/report-missing.ts'],
          retry: RETRY,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One browser at a time: two of them share a small machine badly.
          fileParallelism: false,
        },
      },
    ],
  },
});
