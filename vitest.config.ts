import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/heavy/**'],
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
