import { defineConfig } from 'vitest/config';

// The suites that start servers from outside this repository; .ci/run says where those are:
//   MOTO_SERVER, DOCKER_REGISTRY, SKOPEO, UMOCI   paths of executables
//   LAYERWATCH_DATA                               folder of recorded images and pushes; unset where there is none
export default defineConfig({
  test: {
    include: ['tests/heavy/**/*.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // They measure time and memory, and each has servers of its own: one after the other.
    fileParallelism: false,
  },
});
