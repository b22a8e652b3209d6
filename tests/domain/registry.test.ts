import { expect, it } from 'vitest';
import { formatRegistry, formatRepository, parseRegistry } from '../../src/domain/registry.ts';
import { REGISTRY } from '../support/builders.ts';

it('writes a registry as account and region', () => {
  expect(formatRegistry(REGISTRY)).toBe('123456789012/eu-west-1');
});

it('writes a repository with the slashes of its name', () => {
  expect(formatRepository({ ...REGISTRY, repository: 'team/web' })).toBe('123456789012/eu-west-1/team/web');
});

it('writes only the registry of something that has one', () => {
  expect(formatRegistry({ ...REGISTRY, repository: 'team/web' } as typeof REGISTRY)).toBe(
    '123456789012/eu-west-1',
  );
});

it('reads a registry as it was written', () => {
  expect(parseRegistry(formatRegistry(REGISTRY))).toEqual(REGISTRY);
});

it('reads text without a slash as a registry without a region', () => {
  expect(parseRegistry('123456789012')).toEqual({ accountId: '123456789012', region: '' });
});
