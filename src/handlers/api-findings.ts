import * as z from 'zod/mini';
import { described } from './api-fields.ts';
import { BaseChangedFinding, BaseOutdatedFinding } from './api-finding-bases.ts';
import { BuildLeftoversFinding, LayerOrderFinding } from './api-finding-builds.ts';
import { ConsolidationFinding } from './api-finding-consolidation.ts';
import { ImageGrewFinding } from './api-finding-growth.ts';
import { NotForLambdaFinding } from './api-finding-lambda.ts';
import { DuplicateLayerFinding, RegistryScannedFinding, SameContentFinding } from './api-finding-layers.ts';
import { SettingIgnoredFinding } from './api-finding-settings.ts';

/** Every kind of finding, told apart by `kind`. */
export const Finding = described(
  z.discriminatedUnion('kind', [
    DuplicateLayerFinding,
    ConsolidationFinding,
    SameContentFinding,
    ImageGrewFinding,
    BaseChangedFinding,
    BaseOutdatedFinding,
    BuildLeftoversFinding,
    LayerOrderFinding,
    NotForLambdaFinding,
    RegistryScannedFinding,
    SettingIgnoredFinding,
  ]),
  'Something wrong, or something to know, with its evidence in numbers.',
  'Finding',
);
