import { defineConfig } from 'vitest/config';

const retry = Number(process.env.SWITCHYARD_TEST_RETRIES ?? 0);

/**
 * Real stores and real processes: generous limits, so that a busy machine fails no test. They wait more than
 * they compute, hence more workers than cores. `SWITCHYARD_TEST_RETRIES` is how often a test that failed is tried
 * again; whoever passes only then is marked in the report.
 */
const integration = {
  testTimeout: 60_000,
  hookTimeout: 180_000,
  pool: 'forks',
  maxWorkers: 4,
  retry,
  sequence: { groupOrder: 1 },
} as const;

/** Two windows at a time: they wait more than they compute. */
const inEditor = {
  ...integration,
  globalSetup: ['test/e2e/globalSetup.ts'],
  testTimeout: 180_000,
  maxWorkers: 2,
  sequence: { groupOrder: 2 },
};
/** What is measured has the machine to itself. */
const measured = ['test/e2e/many*.test.ts', 'test/e2e/millionLines.test.ts'];

export default defineConfig({
  test: {
    projects: [
      // Some of them start processes, too.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], retry } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/globalSetup.ts'],
          ...integration,
        },
      },
      // It has stores of its own, and kills them.
      { test: { ...integration, name: 'chaos', include: ['test/chaos/**/*.test.ts'] } },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], exclude: measured, ...inEditor } },
      {
        test: {
          name: 'measured',
          include: measured,
          ...inEditor,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
      { test: { name: 'pictures', include: ['test/e2e/pictures.ts'], ...inEditor, maxWorkers: 1 } },
    ],
  },
});
