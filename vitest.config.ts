import { defineConfig } from 'vitest/config';

/** Real stores and real processes: generous limits, so that a busy machine fails no test. */
const integration = { testTimeout: 60_000, hookTimeout: 180_000, pool: 'forks', maxWorkers: 2 } as const;

/** One window at a time: two at once make each other slow, and what is measured is one editor. */
const inEditor = {
  ...integration,
  globalSetup: ['test/e2e/globalSetup.ts'],
  testTimeout: 180_000,
  fileParallelism: false,
};

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/globalSetup.ts'],
          ...integration,
        },
      },
      // It has stores of its own, and kills them.
      { test: { name: 'chaos', include: ['test/chaos/**/*.test.ts'], pool: 'forks' } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], ...inEditor } },
      { test: { name: 'pictures', include: ['test/e2e/pictures.ts'], ...inEditor } },
    ],
  },
});
