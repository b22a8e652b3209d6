/** What a history entry's `created_by` says was done, whichever builder wrote it. */
export type Instruction =
  | {
      readonly name: 'RUN';
      readonly script: string;
      readonly variables: readonly Variable[];
      /** Where caches are mounted. */
      readonly mounts: readonly string[];
      /** BuildKit does not write its mounts down: https://github.com/goodwithtech/dockle/issues/84 */
      readonly areMountsKnown: boolean;
    }
  | { readonly name: 'COPY'; readonly words: readonly string[] }
  | { readonly name: 'ENV'; readonly variables: readonly Variable[] }
  | { readonly name: 'WORKDIR'; readonly path: string };

type Variable = readonly [name: string, value: string];

/** Of longer text nothing is said: what is not looked at may be the clean-up. */
const TEXT_MAX_LENGTH = 16_384;

// `/bin/sh -c `, `/bin/bash -o pipefail -c `, at the beginning; behind build arguments anywhere. A
// script in quotes is one word of a command.
const SHELL = /^(?:\/[\w/.-]{1,40}\/)?\w{0,4}sh(?: -[\w-]{1,16}| pipefail){0,6} -\w{0,8}c (?!["'])/;
const SHELL_BEHIND = / (?:\/[\w/.-]{1,40}\/)?\w{0,4}sh(?: -[\w-]{1,16}| pipefail){0,6} -\w{0,8}c /;
const WINDOWS = /^(?:RUN )?(?:\|\d+ .{0,2000}?)?\b(?:cmd(?:\.exe)? \/s|powershell|pwsh)/is;

/** Null for what is no instruction that says anything, and for Windows. */
export function parseInstruction(createdBy: string): Instruction | null {
  if (createdBy.length > TEXT_MAX_LENGTH) return null;
  const text = createdBy.trim();
  if (WINDOWS.test(text)) return null;
  const plain = text.replace(/^[^#]{0,200}#\(nop\)\s+/, '');
  const [name = ''] = /^[A-Z]+(?=\s)/.exec(plain) ?? [];
  const rest = plain.slice(name.length).trim();
  switch (name) {
    case 'COPY':
    case 'ADD':
      return { name: 'COPY', words: rest.replace(/\s*# buildkit$/, '').split(/\s+/) };
    case 'ENV':
      return { name, variables: variablesOf(rest) };
    case 'WORKDIR':
      return { name, path: rest };
    case 'RUN':
      return runOf(rest, createdBy);
    default:
      return SHELL.test(text) || text.startsWith('|') ? runOf(text, createdBy) : null;
  }
}

function runOf(text: string, createdBy: string): Instruction {
  const outer = takeMounts(text);
  const [args, script] = splitArguments(outer.text);
  // Buildah writes the flags behind the shell.
  const inner = takeMounts(script);
  return {
    name: 'RUN',
    script: inner.text,
    variables: args === '' ? [] : variablesOf(args),
    mounts: [...outer.mounts, ...inner.mounts],
    areMountsKnown: !createdBy.endsWith('# buildkit'),
  };
}

/** `|2 A=b C=d /bin/sh -c …`: build arguments and the script. */
function splitArguments(text: string): [args: string, script: string] {
  const shell = (text.startsWith('|') ? SHELL_BEHIND : SHELL).exec(text);
  if (!shell) return ['', text];
  return [text.slice(0, shell.index), text.slice(shell.index + shell[0].length)];
}

function takeMounts(text: string): { readonly text: string; readonly mounts: string[] } {
  const flags = /^(?:--[a-z]+=\S*\s+)*/.exec(text)?.[0] ?? '';
  const caches = flags.split(/\s+/).filter((flag) => /^--mount=(?:.*,)?type=(?:cache|tmpfs)/.test(flag));
  const mounts = caches.flatMap((flag) => /[,=](?:target|dst|destination)=([^,]+)/.exec(flag)?.[1] ?? []);
  return { text: text.slice(flags.length), mounts };
}

/** Builders write values without quotes: one goes on to the next name, or to the end. */
function variablesOf(text: string): Variable[] {
  const names = [...text.matchAll(/(?<![^\s])([A-Za-z_]\w*)=/g)];
  return names.map((match, index) => {
    const value = text.slice(match.index + match[0].length, names[index + 1]?.index);
    return [match[1] as string, value.trim()];
  });
}
