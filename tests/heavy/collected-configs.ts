import type { Row } from './collected-documents.ts';

/** Those of Trivy are read from the answer that they are part of. */
export const CONFIGS: readonly Row[] = [
  [
    'buildx-docs__image-config-buildkit.json',
    'linux/amd64: 2 diff IDs, 3 steps, 2 instructions',
    'two builders, one upon the other',
  ],
  [
    'busybox__arm64-image-config.json',
    'linux/arm64: 1 diff ID, 1 step, 1 instruction',
    'free text is as good as any instruction',
  ],
  [
    'containers-image__docker-v2s2-httpd.config.json',
    'linux/amd64: 5 diff IDs, 15 steps, 5 instructions',
    'ten steps made no layer',
  ],
  [
    'containers-image__oci1-config-extra-fields.json',
    'linux/amd64: 5 diff IDs, 15 steps, 5 instructions',
    'unknown properties',
  ],
  [
    'dredge__fedora-config.json',
    'no platform: 0 diff IDs, 1 step, 0 instructions',
    'its root file system was taken out of it, and its platform',
  ],
  [
    'dredge__windows-config.json',
    'windows/amd64: 0 diff IDs, 12 steps, 0 instructions',
    'its root file system was taken out of it',
  ],
  ['ggcr__bazel-config.json', 'linux/amd64: 1 diff ID, 1 step, 1 instruction', 'Bazel'],
  [
    'ggcr__config-first-history-entry-empty.json',
    'linux/amd64: 1 diff ID, 2 steps, 1 instruction',
    'the second step made the first layer',
  ],
  ['ggcr__hello-world-docker25-config.json', 'linux/arm64: 1 diff ID, 2 steps, 1 instruction', 'BuildKit'],
  ['regclient__image-5-layers.config.json', 'linux/arm64: 5 diff IDs, 11 steps, 5 instructions', 'BuildKit'],
  [
    'rules_img__ubuntu-attestation-config.json',
    'unknown/unknown: 1 diff ID, 0 steps, 0 instructions',
    'of an attestation; nobody reads it',
  ],
  ['trivy__alpine-distroless.config+layers.json', 'linux/amd64: 1 diff ID, 1 step, 1 instruction', 'apko'],
  ['trivy__amazon-2.config+layers.json', 'linux/amd64: 1 diff ID, 2 steps, 1 instruction', 'Docker'],
  ['trivy__distroless-base.config+layers.json', 'linux/amd64: 2 diff IDs, 2 steps, 2 instructions', 'Bazel'],
  [
    'trivy__distroless-python27.config+layers.json',
    'linux/amd64: 4 diff IDs, 4 steps, 4 instructions',
    'the same line four times',
  ],
  [
    'trivy__mariner-1.0.config+layers.json',
    'linux/amd64: 1 diff ID, 1 step, 0 instructions',
    'imported: a comment is no instruction',
  ],
  ['trivy__opensuse-tumbleweed.config+layers.json', 'linux/amd64: 1 diff ID, 1 step, 1 instruction', 'KIWI'],
  [
    'trivy__spring4shell-jre11.config+layers.json',
    'linux/amd64: 9 diff IDs, 25 steps, 9 instructions',
    'sixteen steps made no layer',
  ],
  [
    'trivy__ubi-7.config+layers.json',
    'linux/amd64: 2 diff IDs, 2 steps, 0 instructions',
    'Red Hat writes comments only',
  ],
];
