import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/media-type.ts';
import { fakeDigest } from '../support/builders.ts';
import type { Input } from './checks.ts';

/** The largest manifest ECR takes. */
const MANIFEST_BYTES = 4 * 1024 * 1024;
/** The largest config Layerwatch reads. */
const CONFIG_BYTES = 1024 * 1024;

const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar+gzip';
const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const CONFIG_DESCRIPTOR = `{"mediaType":"${CONFIG_TYPE}","digest":"${fakeDigest('config')}","size":2}`;

/** Documents as large as they come, and as unpleasant, by what is unpleasant about them; made when they are asked for. */
export function largeInputs(): ReadonlyMap<string, () => Input> {
  const layer = (number: number) =>
    `{"mediaType":"${LAYER_TYPE}","digest":"${fakeDigest(`layer ${number}`)}","size":${number}}`;
  const small = manifest(layer(1));
  const thousand = manifest(Array.from({ length: 1_000 }, (_, number) => layer(number)).join());
  const manifests: Record<string, () => string> = {
    'as many layers as there is room for': () => fill(MANIFEST_BYTES, layer(1), manifest),
    'layers that are nothing': () => fill(MANIFEST_BYTES, '0', manifest),
    'empty layers': () => fill(MANIFEST_BYTES, '{}', manifest),
    'children that are nothing': () => fill(MANIFEST_BYTES, '0', (list) => `{"manifests":[${list}]}`),
    'a thousand layers and a long annotation': () =>
      thousand.replace(
        /}$/,
        `,"annotations":{"org.opencontainers.image.base.name":"${'x/'.repeat(1_900_000)}"}}`,
      ),
    'many annotations': () =>
      `${small.slice(0, -1)},"annotations":{${fill(MANIFEST_BYTES - 500, '"a":"b"', (list) => list)}}}`,
    'deep arrays': () => `${'['.repeat(MANIFEST_BYTES / 2)}${']'.repeat(MANIFEST_BYTES / 2)}`,
    'deep objects': () => `${'{"a":'.repeat(690_000)}1${'}'.repeat(690_000)}`,
    'arrays that do not end': () => '['.repeat(MANIFEST_BYTES),
    'one long text': () => JSON.stringify('x'.repeat(MANIFEST_BYTES - 2)),
    'a long media type': () => small.replace(LAYER_TYPE, 'application/'.repeat(340_000)),
    'a long digest': () =>
      small.replace(fakeDigest('layer 1'), `sha256:${'a'.repeat(MANIFEST_BYTES - 1_000)}`),
    'a digest of many parts': () => small.replace(fakeDigest('layer 1'), `${'a+'.repeat(2_000_000)}a:b`),
    'a long number': () => small.replace('"size":1', `"size":${'1'.repeat(MANIFEST_BYTES - 1_000)}`),
    'nothing but spaces': () => ' '.repeat(MANIFEST_BYTES),
    'schema 1 with much history': () =>
      fill(
        MANIFEST_BYTES,
        '{"v1Compatibility":"{}"}',
        (list) => `{"schemaVersion":1,"fsLayers":[],"history":[${list}]}`,
      ),
  };
  const step = (text: string) => JSON.stringify({ created_by: text });
  const configs: Record<string, () => string> = {
    'many steps': () => fill(CONFIG_BYTES, '{}', (list) => `{"history":[${list}]}`),
    'ten thousand steps': () =>
      `{"history":[${Array.from({ length: 10_000 }, (_, number) => step(`RUN a=${number} TOKEN=b`)).join()}]}`,
    'one long step': () => `{"history":[${step('RUN PASSWORD= '.repeat(80_000))}]}`,
    'long steps': () =>
      `{"history":[${Array.from({ length: 100 }, () => step('|9 a=b --password '.repeat(550))).join()}]}`,
    'steps of quotes': () =>
      `{"history":[${Array.from({ length: 100 }, () => step('token="\\"'.repeat(900))).join()}]}`,
    'many diff IDs': () => fill(CONFIG_BYTES, '""', (list) => `{"rootfs":{"diff_ids":[${list}]}}`),
    'much environment': () =>
      fill(CONFIG_BYTES, '"LAMBDA_TASK_ROOT=a"', (list) => `{"config":{"Env":[${list}]}}`),
    'many labels': () => fill(CONFIG_BYTES, '"a":"b"', (list) => `{"config":{"Labels":{${list}}}}`),
  };
  return new Map<string, () => Input>([
    ...Object.entries(manifests).map(
      ([name, text]) => [name, () => ({ manifest: text(), mediaType: null, config: '{}' })] as const,
    ),
    ['children, as many as there is room for', () => index(layer(1))],
    ...Object.entries(configs).map(
      ([name, text]) =>
        [name, () => ({ manifest: thousand, mediaType: OCI_MANIFEST, config: text() })] as const,
    ),
  ]);
}

function manifest(layers: string): string {
  return `{"schemaVersion":2,"config":${CONFIG_DESCRIPTOR},"layers":[${layers}]}`;
}

function index(entry: string): Input {
  const text = fill(MANIFEST_BYTES, entry, (list) => `{"manifests":[${list}]}`);
  return { manifest: text, mediaType: OCI_INDEX, config: '{}' };
}

/** The entry so often that the whole has so many bytes, or a little less. */
function fill(bytes: number, entry: string, whole: (list: string) => string): string {
  const count = Math.floor((bytes - whole('').length) / (entry.length + 1));
  return whole(Array.from({ length: count }, () => entry).join());
}
