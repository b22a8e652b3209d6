import { addPath, type Ledger, removePath } from './ledger.ts';
import { normalPath } from './paths.ts';
import { type Job, UNKNOWN } from './shell.ts';

/** rm, and mv of what stands somewhere else afterwards. */
export function remove({ name, args, directory }: Job, ledger: Ledger): void {
  const words = args.filter((word) => !word.startsWith('-'));
  const isRecursive = name === 'mv' || args.some((word) => /^-[a-z]*r|^--recursive$/i.test(word));
  if (words.some((word) => /(?:^|\/)node_modules\/?$/.test(word))) ledger.packages.delete('node_modules');
  for (const word of name === 'mv' ? words.slice(0, -1) : words)
    for (const path of braced(word))
      removePath(ledger, path.includes(UNKNOWN) ? null : normalPath(path, directory), isRecursive);
}

/** `find FOLDER -delete`; where it looks for names it is not the folder that goes. */
export function find({ args, directory }: Job, ledger: Ledger): void {
  const isDeleting = args.includes('-delete') || args.includes('rm');
  if (!isDeleting || args.some((word) => /^-i?(?:name|path|regex|newer.*|perm|user)$/.test(word))) return;
  const end = args.findIndex((word) => /^[-(!]/.test(word));
  for (const word of args.slice(0, end)) removePath(ledger, normalPath(word, directory));
}

export function curl({ args, output, directory }: Job, ledger: Ledger): void {
  for (const [index, word] of args.entries()) {
    const next = args[index + 1] ?? '';
    if (/^-[a-zA-Z]*o$/.test(word) || word === '--output') addPath(ledger, normalPath(next, directory));
    else if (word.startsWith('--output='))
      addPath(ledger, normalPath(word.slice('--output='.length), directory));
    if (/^-[a-zA-Z]*O/.test(word) || word === '--remote-name')
      for (const url of args.filter(isUrl)) addPath(ledger, normalPath(fileOf(url), directory));
  }
  if (output !== null) addPath(ledger, normalPath(output, directory));
}

export function wget({ args, output, directory }: Job, ledger: Ledger): void {
  const flag = args.findIndex((word) => /^-[a-zA-Z]*O|^--output-document/.test(word));
  const prefix = args.findIndex((word) => /^-[a-zA-Z]*P$|^--directory-prefix$/.test(word));
  if (flag >= 0) {
    const [word, value] = (args[flag] as string).split(/=|O/, 2);
    const target = value || (args[flag + 1] ?? '');
    if (word !== undefined && target !== '/dev/stdout') addPath(ledger, normalPath(target, directory));
  } else {
    const folder = prefix < 0 ? directory : normalPath(args[prefix + 1] ?? '', directory);
    for (const url of args.filter(isUrl)) addPath(ledger, normalPath(fileOf(url), folder));
  }
  if (output !== null) addPath(ledger, normalPath(output, directory));
}

/** tar and unzip, where they are told a folder. */
export function unpack({ name, args, directory }: Job, ledger: Ledger): void {
  const isUnpacking =
    name === 'unzip' ||
    args.some(
      (word, index) =>
        word === '--extract' || (/^-?[a-zA-Z]*x/.test(word) && (index === 0 || word.startsWith('-'))),
    );
  const flag = args.findIndex((word) =>
    name === 'unzip' ? word === '-d' : /^-?[a-zA-Z]*C$|^--directory$/.test(word),
  );
  if (isUnpacking && flag >= 0) addPath(ledger, normalPath(args[flag + 1] ?? '', directory));
}

export function git({ args, directory }: Job, ledger: Ledger): void {
  const at = args.indexOf('clone');
  if (at < 0) return;
  const url = args.findIndex((word, index) => index > at && (isUrl(word) || /^[\w.-]+@[\w.-]+:/.test(word)));
  if (url < 0) return;
  const folder = args[url + 1];
  const target =
    folder !== undefined && !folder.startsWith('-')
      ? folder
      : fileOf(args[url] as string).replace(/\.git$/, '');
  addPath(ledger, normalPath(target, directory));
}

/** `a{b,c}d` stands for `abd` and `acd`. */
function braced(word: string): string[] {
  const [whole, start = '', names, end = ''] =
    /^([^{]{0,200})\{([^{}]{1,200})\}([^{}]{0,200})$/.exec(word) ?? [];
  return whole === undefined || names === undefined || start.endsWith('$')
    ? [word]
    : names.split(',').map((name) => `${start}${name}${end}`);
}

function isUrl(word: string): boolean {
  return /^(?:https?|ftp|git|ssh):\/\//.test(word);
}

export function fileOf(url: string): string {
  const path = url.replace(/[?#].*$/s, '');
  return path.slice(path.lastIndexOf('/') + 1);
}
