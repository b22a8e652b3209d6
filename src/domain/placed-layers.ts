import type { Base } from './base.ts';
import { distinctLayers, type Image, type Layer } from './image.ts';
import { bareLayersOfLambda } from './lambda-base.ts';

/** A layer as a person wants to see it. */
export interface PlacedLayer extends Layer {
  /** From 1, base first. */
  readonly position: number;
  /** Null where it is not known where the base ends. */
  readonly origin: 'base' | 'own' | null;
}

/**
 * The layers with what the base tells of them. Where exactly the base's layers are without history, what history there
 * is belongs to the layers above it; the same holds of what AWS Lambda's base image is at the bottom of.
 */
export function placeLayers(
  image: Pick<Image, 'layers' | 'lambda' | 'looseInstructions'>,
  { layerCount, isBare }: Pick<Base, 'layerCount' | 'isBare'>,
): PlacedLayer[] {
  const { layers, looseInstructions } = image;
  const isAbove = isBare && layerCount !== null && layerCount + looseInstructions.length === layers.length;
  const bareCount = bareLayersOfLambda(image) ?? (isAbove ? layerCount : null);
  return layers.map((layer, index) => ({
    ...layer,
    instruction:
      layer.instruction ?? (bareCount === null ? null : (looseInstructions[index - bareCount] ?? null)),
    position: index + 1,
    origin: layerCount === null ? null : index < layerCount ? 'base' : 'own',
  }));
}

/** Bytes of the distinct layers that are the image's own; null where it is not known which those are. */
export function ownBytes(layers: readonly PlacedLayer[]): number | null {
  if (layers.some(({ origin }) => origin === null)) return null;
  return distinctLayers(layers)
    .filter((layer) => layers.find(({ digest }) => digest === layer.digest)?.origin === 'own')
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
