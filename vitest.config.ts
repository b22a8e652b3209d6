import { defineConfig } from 'vitest/config';

const FUNCTIONS = ['tests/handlers/**/*.test.ts', 'tests/end-to-end/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      // A function reads its settings from the environment once for each process: each of its tests has one of its own.
      { extends: true, test: { name: 'functions', include: FUNCTIONS } },
      {
        extends: true,
        test: {
          name: 'modules',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/heavy/**', ...FUNCTIONS],
          isolate: false,
        },
      },
    ],
    testTimeout: 20_000,
    // Vitest leaves one core alone, which on a small machine is half of them.
    maxWorkers: '100%',
    // What functions log is looked at where it is tested; nobody is to stumble over the rest.
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT' },
    coverage: {
      include: ['src/**/*.ts'],
      thresholds: { 'src/domain/**': { lines: 100, functions: 100, branches: 95, statements: 100 } },
    },
  },
});
