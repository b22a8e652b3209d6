import type { Items } from '../adapters/dynamodb-items.ts';
import { createDynamodbRegistries } from '../adapters/dynamodb-registries.ts';
import { completeFromStart } from '../domain/known-registries.ts';
import type { Registries } from '../domain/ports.ts';
import { logger } from './middleware.ts';
import { readSettings, type Settings } from './settings.ts';

// A call that hangs is given up well before its function is, so that the queue delivers the message again.
export const CLIENT = { requestHandler: { connectionTimeout: 2_000, requestTimeout: 6_000 } };

/** Says what is wrong with the settings, once: what runs then is not quite what whoever deployed it wanted. */
export function usableSettings(): Settings {
  const settings = readSettings();
  for (const problem of settings.problems) logger.warn('a setting cannot be used', { problem });
  return settings;
}

export function registriesIn(settings: Settings, items: Items): Registries {
  const registries = createDynamodbRegistries(items);
  return settings.completeFromStart ? completeFromStart(registries) : registries;
}

export function now(): Date {
  return new Date();
}
