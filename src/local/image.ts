import { ImageDetail } from '../handlers/api-images.ts';
import { createPaint } from './columns.ts';
import { runProgram, UserError } from './command-line.ts';
import { createImageApi, type ImageAnswer, type ImageApi, parseAnswer } from './image-api.ts';
import { IMAGE_HELP, parseImageOptions } from './image-options.ts';
import { type Child, imageLines } from './image-text.ts';

/** Of so many children of an index it is asked what they are. */
const CHILDREN_SHOWN = 20;
const WIDTH_ELSEWHERE = 120;
/** Some terminals do not know their width, and say 0. */
const WIDTH_UNKNOWN = 80;

await runProgram(async () => {
  const options = parseImageOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(IMAGE_HELP);
    return;
  }
  const { wanted, place, api: address, json, width } = options;
  const api = createImageApi(address);
  const answer = await api.image(await api.find(wanted, place), place);
  if (json) {
    process.stdout.write(`${printableJson(answer)}\n`);
    return;
  }
  const image = parseAnswer(ImageDetail, answer);
  const children = await childrenOf(image, api);
  const { isTTY, columns } = process.stdout;
  const look = {
    width: width ?? (isTTY ? columns || WIDTH_UNKNOWN : WIDTH_ELSEWHERE),
    // Knows of NO_COLOR, and of terminals without colours.
    paint: createPaint(isTTY && process.stdout.hasColors()),
  };
  process.stdout.write(`${imageLines({ image, children, api: address }, look).join('\n')}\n`);
}, 130);

/** What a child is, is not in the index. One that cannot be had is listed without. */
function childrenOf(
  { accountId, region, repository, children }: ImageAnswer,
  api: ImageApi,
): Promise<Child[]> {
  return Promise.all(
    children.slice(0, CHILDREN_SHOWN).map(async (digest) => {
      try {
        const answer = await api.image(digest, { accountId, region, repository });
        return { digest, image: parseAnswer(ImageDetail, answer) };
      } catch (error) {
        if (error instanceof UserError) return { digest, image: null };
        throw error;
      }
    }),
  );
}

/** JSON that moves no cursor and turns no text around, whatever is in it. */
function printableJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(/[\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
