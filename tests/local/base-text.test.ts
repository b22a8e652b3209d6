import { expect, test } from 'vitest';
import { baseLines } from '../../src/local/base-text.ts';
import { fakeDigest, REGISTRY } from '../support/builders.ts';
import { baseAnswer } from '../support/image-answers.ts';

const BASE = fakeDigest('node');
const NODE = { ...REGISTRY, repository: 'platform/node' };
const LAMBDA = { runtime: 'dotnet8', os: 'al2023' };

test.each<[string, Parameters<typeof baseAnswer>[0], string[]]>([
  [
    'declared, and in no repository',
    { evidence: 'declared', name: 'docker.io/library/node:22', digest: BASE },
    [`docker.io/library/node:22@${BASE.slice(7, 19)}`, 'declared by the image', 'where it ends is not known'],
  ],
  [
    'declared by its digest alone',
    { evidence: 'declared', digest: BASE },
    [BASE, 'declared by the image', 'where it ends is not known'],
  ],
  [
    'declared, and found by its layers',
    {
      evidence: 'declared',
      name: 'node:22',
      repository: NODE,
      layerCount: 3,
      boundary: 'layers',
    },
    ['node:22', 'declared by the image; its layers are those of platform/node'],
  ],
  [
    'declared, its end inferred',
    { evidence: 'declared', name: 'node:22', layerCount: 3, boundary: 'inferred' },
    ['node:22', 'declared by the image', '3 layers, inferred: at least three repositories hold each of them'],
  ],
  [
    'found by its layers',
    {
      evidence: 'layers',
      name: 'platform/node',
      digest: BASE,
      repository: NODE,
      layerCount: 3,
      boundary: 'layers',
    },
    [`platform/node@${BASE.slice(7, 19)}`, 'by its layers: they are the lowest 3 of this image'],
  ],
  [
    'found in another registry, on a Lambda base',
    {
      evidence: 'layers',
      name: 'platform/node',
      repository: { ...NODE, region: 'us-east-1' },
      provided: 'aws',
      lambda: LAMBDA,
      layerCount: 3,
      boundary: 'layers',
    },
    [
      'platform/node',
      'by its layers: they are the lowest 3 of this image',
      'in the registry 123456789012/us-east-1',
      'below it an AWS Lambda base image for dotnet8 on al2023',
    ],
  ],
  [
    'of Lambda, by the config',
    { evidence: 'lambda', provided: 'aws', lambda: LAMBDA, layerCount: 6, boundary: 'history' },
    [
      'an AWS Lambda base image for dotnet8 on al2023',
      'by the config of the image',
      '6 layers: the base is what has no history',
    ],
  ],
  [
    'of Lambda, and no more is known',
    { evidence: 'lambda', provided: 'aws', lambda: { runtime: null, os: null } },
    ['an AWS Lambda base image', 'by the config of the image', 'where it ends is not known'],
  ],
  [
    'inferred',
    { evidence: 'inferred', name: 'ADD file in /', layerCount: 1, boundary: 'inferred' },
    ['ADD file in /', 'inferred: at least three repositories hold each of these layers'],
  ],
  [
    'inferred, and nothing made it that is known',
    { evidence: 'inferred', layerCount: 1, boundary: 'inferred' },
    ['without a name', 'inferred: at least three repositories hold each of these layers'],
  ],
  ['not at all', {}, ['unknown']],
])('says what an image stands on: %s', (_reason, base, expected) => {
  expect(baseLines(baseAnswer(base), REGISTRY)).toEqual(expected);
});
