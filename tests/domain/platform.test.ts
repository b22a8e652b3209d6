import { expect, test } from 'vitest';
import { formatPlatform } from '../../src/domain/platform.ts';

test.each([
  {
    os: 'linux',
    architecture: 'amd64',
    variant: undefined,
    platform: 'linux/amd64',
    reason: 'the plain case',
  },
  {
    os: 'linux',
    architecture: 'arm',
    variant: 'v7',
    platform: 'linux/arm/v7',
    reason: 'arm variants differ',
  },
  { os: 'linux', architecture: 'arm64', variant: 'v8', platform: 'linux/arm64', reason: 'every arm64 is v8' },
  {
    os: 'linux',
    architecture: 'aarch64',
    variant: 'v8',
    platform: 'linux/arm64',
    reason: 'another name, then v8',
  },
  {
    os: 'linux',
    architecture: 'arm64',
    variant: 'v9',
    platform: 'linux/arm64/v9',
    reason: 'not every arm64 is v9',
  },
  { os: 'linux', architecture: 'amd64', variant: 'v1', platform: 'linux/amd64', reason: 'every amd64 is v1' },
  {
    os: 'linux',
    architecture: 'amd64',
    variant: 'v3',
    platform: 'linux/amd64/v3',
    reason: 'not every amd64 is v3',
  },
  {
    os: 'linux',
    architecture: 'amd64',
    variant: '',
    platform: 'linux/amd64',
    reason: 'an empty variant is none',
  },
  {
    os: 'linux',
    architecture: 'x86_64',
    variant: undefined,
    platform: 'linux/amd64',
    reason: 'another name',
  },
  { os: 'linux', architecture: 'i386', variant: undefined, platform: 'linux/386', reason: 'another name' },
  { os: 'Linux', architecture: 'AMD64', variant: undefined, platform: 'linux/amd64', reason: 'upper case' },
  {
    os: 'windows',
    architecture: 'amd64',
    variant: undefined,
    platform: 'windows/amd64',
    reason: 'not only Linux',
  },
  {
    os: 'unknown',
    architecture: 'unknown',
    variant: undefined,
    platform: 'unknown/unknown',
    reason: 'as stated',
  },
])('$os, $architecture, $variant is $platform ($reason)', ({ platform, ...raw }) => {
  expect(formatPlatform(raw)).toBe(platform);
});

test.each([
  { raw: {}, reason: 'nothing stated' },
  { raw: { os: 'linux' }, reason: 'no architecture' },
  { raw: { architecture: 'amd64' }, reason: 'no system' },
  { raw: { os: '', architecture: '' }, reason: 'empty words' },
  { raw: { os: 'linux', architecture: 'a|b' }, reason: 'characters that keys are put together with' },
  { raw: { os: 'linux', architecture: 'amd64', variant: 'v1\n' }, reason: 'a line break' },
  { raw: { os: 'linux'.repeat(1_000), architecture: 'amd64' }, reason: 'too long for a key' },
])('$raw is no platform ($reason)', ({ raw }) => {
  expect(formatPlatform(raw)).toBeNull();
});

test.each(['constructor', '__proto__', 'toString'])(
  '%s is an architecture like any other',
  (architecture) => {
    expect(formatPlatform({ os: 'linux', architecture })).toBe(`linux/${architecture.toLowerCase()}`);
  },
);
