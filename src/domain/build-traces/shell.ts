import { type Command, parseCommands, SUBSHELL_END, type Word } from './shell-commands.ts';

/** What is set where a command runs. */
export interface Shell {
  readonly variables: Map<string, string>;
  /** Null where it is not known. */
  directory: string | null;
}

/** A command as it runs. */
export interface Job {
  /** Without its folder: `apt-get`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly output: string | null;
  readonly directory: string | null;
  /** Whether the environment has this variable, for this command or for all. */
  readonly isSet: (variable: string, value?: string) => boolean;
}

/** What a command's words hold where nobody knows what will stand there. */
export const UNKNOWN = '$()';

const VARIABLES_MAX = 64;
const VALUE_MAX_LENGTH = 2_000;
/** Text is read once, and what stands for more of it at most as often again. */
const EXPANDED_MAX_LENGTH = 16_384;
const NESTED_MAX = 2;

// Values that may be secret are not kept at all.
const SECRET = /pass|pwd|secret|token|auth|key|cred/i;
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;
const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', '{', '}']);
const WRAPPERS = new Set(['sudo', 'env', 'command', 'exec', 'nice', 'nohup', 'time', 'xargs', 'eatmydata']);
/** The word after them is a user. */
const USER_WRAPPERS = new Set(['gosu', 'su-exec', 'setpriv']);
const SHELLS = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'su']);

export function setVariable({ variables }: Shell, name: string, value: string): void {
  if (SECRET.test(name) || (variables.size >= VARIABLES_MAX && !variables.has(name))) return;
  variables.set(name, value.slice(0, VALUE_MAX_LENGTH));
}

/** The commands of a script as they run, in order. `setVariable` and `cd` change the shell on the way. */
export function* runScript(
  script: string,
  shell: Shell,
  budget = { left: EXPANDED_MAX_LENGTH },
  depth = 0,
): Generator<Job> {
  for (const command of parseCommands(script)) {
    const job = jobOf(command, shell, budget);
    if (!job) continue;
    const nested = depth < NESTED_MAX ? nestedScript(job) : null;
    if (nested !== null) yield* runScript(nested, shell, budget, depth + 1);
    else yield job;
  }
}

function jobOf(command: Command, shell: Shell, budget: { left: number }): Job | null {
  const words = command.words.flatMap((word) => expand(word, shell, budget));
  const own = new Map<string, string>();
  let [first, isPiped] = [0, false];
  for (; first < words.length; first++) {
    const word = words[first] as string;
    const [, name, value] = ASSIGNMENT.exec(word) ?? [];
    if (name !== undefined && value !== undefined) own.set(name, value);
    else if (USER_WRAPPERS.has(baseName(word))) first += 1;
    else if (WRAPPERS.has(baseName(word))) {
      isPiped ||= word === 'xargs';
      while (words[first + 1]?.startsWith('-')) first += 1;
    } else if (!KEYWORDS.has(word)) break;
  }
  const name = words[first];
  if (name === undefined || name === 'export' || name === 'local' || name === 'readonly') {
    for (const word of words.slice(first + 1)) own.set(...assignmentOf(word));
    for (const [variable, value] of own) setVariable(shell, variable, value);
    return null;
  }
  const { directory } = shell;
  if (name === SUBSHELL_END) shell.directory = null;
  if (name === 'cd' || name === 'pushd') shell.directory = folderOf(words[first + 1] ?? '~', directory);
  return {
    name: baseName(name),
    args: [...words.slice(first + 1), ...(isPiped ? [UNKNOWN] : [])],
    output: command.output,
    directory,
    isSet(variable, value) {
      const found = own.get(variable) ?? shell.variables.get(variable);
      return value === undefined ? found !== undefined : found === value;
    },
  };
}

function assignmentOf(word: string): [name: string, value: string] {
  const [, name = '', value = ''] = ASSIGNMENT.exec(word) ?? [];
  return [name, value];
}

function folderOf(word: string, directory: string | null): string | null {
  if (/[$*`]/.test(word)) return null;
  if (/^[/~]/.test(word)) return word;
  return directory === null ? null : `${directory}/${word}`.slice(-VALUE_MAX_LENGTH);
}

function expand({ text, isQuoted }: Word, { variables }: Shell, budget: { left: number }): string[] {
  if (!text.includes('$')) return [text];
  const expanded = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, plain) => {
    const value = variables.get(braced ?? plain);
    if (value === undefined || value.length > budget.left) return whole;
    budget.left -= value.length;
    return value;
  });
  return isQuoted || expanded === text ? [expanded] : expanded.split(/\s+/).filter((word) => word !== '');
}

/** What `sh -c` or `eval` is told to run. */
function nestedScript({ name, args }: Job): string | null {
  if (name === 'eval') return args.join(' ');
  if (!SHELLS.has(name)) return null;
  const flag = args.findIndex((word) => /^-\w*c$/.test(word));
  return flag < 0 ? null : (args[flag + 1] ?? null);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
