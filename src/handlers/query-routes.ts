import * as z from 'zod/mini';
import { described } from './api-fields.ts';
import { NoParameters } from './api-parameters.ts';
import { openApiDocument } from './openapi.ts';
import { alertRoute, alertsRoute } from './query-alerts.ts';
import { compareRoute } from './query-compare.ts';
import { consolidationsRoute } from './query-consolidations.ts';
import { imageRoute, imagesRoute } from './query-images.ts';
import { duplicatesRoute, layerRoute } from './query-layers.ts';
import { muteRoute, unmuteRoute } from './query-mute.ts';
import { defineRoute, type Route } from './query-route.ts';
import { simulationsRoute } from './query-simulations.ts';
import { repositoriesRoute, summaryRoute } from './query-totals.ts';

const OpenApi = described(
  z.looseObject({
    openapi: described(z.string(), 'Version of the OpenAPI specification.'),
    info: described(z.looseObject({}), 'Title and version of the API.'),
    paths: described(z.looseObject({}), 'Every route.'),
    components: described(z.looseObject({}), 'Every schema.'),
  }),
  'An OpenAPI document.',
  'OpenApi',
);

const openApiRoute = defineRoute({
  path: '/v1/openapi.json',
  operationId: 'getOpenApi',
  summary: 'This document',
  parameters: NoParameters,
  answer: OpenApi,
  respond: async () => apiDocument(),
});

/** Every question that can be asked, each with the schemas that make the OpenAPI document. */
export const ROUTES: readonly Route[] = [
  summaryRoute,
  repositoriesRoute,
  imagesRoute,
  imageRoute,
  compareRoute,
  layerRoute,
  duplicatesRoute,
  consolidationsRoute,
  alertsRoute,
  alertRoute,
  muteRoute,
  unmuteRoute,
  simulationsRoute,
  openApiRoute,
];

let document: ReturnType<typeof openApiDocument> | undefined;

/** Made when it is first asked for: most invocations never need it. */
export function apiDocument() {
  document ??= openApiDocument(ROUTES);
  return document;
}
