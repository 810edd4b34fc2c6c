import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts', 'test/architecture.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['test/contract/**/*.test.ts', 'test/integration/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'milvus',
          include: ['test/milvus/**/*.test.ts'],
          globalSetup: ['test/support/milvus/setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          // Each file may run servers that take a whole core.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/browser/report-missing.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // One browser at a time: two of them share a small machine badly.
          fileParallelism: false,
        },
      },
    ],
  },
});
