import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/heavy/**'],
    testTimeout: 20_000,
    coverage: {
      include: ['src/**/*.ts'],
      thresholds: { 'src/domain/**': { lines: 100, functions: 100, branches: 95, statements: 100 } },
    },
  },
});
