/** One simple command of a shell script. */
export interface Command {
  /** Without quotes, comments and redirections; what a substitution would answer is `$()`. */
  readonly words: readonly Word[];
  /** The file its output goes to. */
  readonly output: string | null;
}

export interface Word {
  readonly text: string;
  /** It stood in quotes, as a whole or in part: it is not split where a variable stands for many words. */
  readonly isQuoted: boolean;
}

/** Stands where a parenthesis closes: what was set in a subshell ends there. */
export const SUBSHELL_END = ')';

/** Of longer scripts nothing is said: what is not looked at may be the clean-up. */
const COMMANDS_MAX = 1_000;

const PLAIN = /[^\\'"`$#\s<>;&|()]+/y;

interface Draft {
  words: Word[];
  output: string | null;
}

/**
 * The simple commands of a shell script, in order, whether they stand behind a condition or not. One pass over the text:
 * whatever is opened and never closed goes to the end, and is not looked for again.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
 */
export function parseCommands(script: string): Command[] {
  const commands: Command[] = [];
  const heredocs: string[] = [];
  let command: Draft = { words: [], output: null };
  let word: { text: string; isQuoted: boolean } | null = null;
  let expects: 'word' | 'output' | 'input' | 'heredoc' = 'word';
  let at = 0;

  function take(text: string, isQuoted = false): void {
    word = { text: (word?.text ?? '') + text, isQuoted: isQuoted || (word?.isQuoted ?? false) };
  }

  function endWord(): void {
    if (!word) return;
    if (expects === 'word') command.words.push(word);
    if (expects === 'output') command.output = word.text;
    if (expects === 'heredoc') heredocs.push(word.text.replace(/^-/, ''));
    [word, expects] = [null, 'word'];
  }

  function endCommand(): void {
    endWord();
    expects = 'word';
    if (command.words.length > 0) commands.push(command);
    command = { words: [], output: null };
  }

  function upTo(end: string, from: number): string {
    const found = script.indexOf(end, from);
    const text = script.slice(from, found < 0 ? undefined : found);
    at = found < 0 ? script.length : found + end.length;
    return text;
  }

  while (at < script.length) {
    if (commands.length > COMMANDS_MAX) return [];
    const [character, next] = [script[at] as string, script[at + 1]];
    if (character === '\\') {
      if (next !== '\n') take(next ?? '');
      at += 2;
    } else if (character === "'") {
      take(upTo("'", at + 1), true);
    } else if (character === '"') {
      const quoted = readQuoted(script, at + 1);
      take(quoted.text, true);
      at = quoted.end;
    } else if (character === '`') {
      upTo('`', at + 1);
      take('$()');
    } else if (character === '$' && next === '(') {
      at = skipSubstitution(script, at + 2);
      take('$()');
    } else if (character === '$' && next === '{') {
      take(`\${${upTo('}', at + 2)}}`);
    } else if (character === '#' && !word) {
      const end = script.indexOf('\n', at);
      at = end < 0 ? script.length : end;
    } else if (character === '\n') {
      endCommand();
      at += 1;
      for (const delimiter of heredocs.splice(0)) upTo(`\n${delimiter}\n`, at - 1);
    } else if (character === '>' || character === '<') {
      const [stream = ''] = /^\d+$/.exec((word as Word | null)?.text ?? '') ?? [];
      if (stream !== '') word = null;
      endWord();
      const isOutput = character === '>' && (stream === '' || stream === '1');
      const isHeredoc = character === '<' && next === '<' && script[at + 2] !== '<';
      expects = isOutput ? 'output' : isHeredoc ? 'heredoc' : 'input';
      at += 1;
      while (at < script.length && '<>&|'.includes(script[at] as string)) at += 1;
    } else if (';&|()'.includes(character)) {
      endCommand();
      if (character === ')') commands.push({ words: [{ text: SUBSHELL_END, isQuoted: true }], output: null });
      at += 1;
    } else if (/\s/.test(character)) {
      endWord();
      at += 1;
    } else {
      PLAIN.lastIndex = at;
      // What is special elsewhere, and not here: `$`, and a `#` inside a word.
      const text = PLAIN.exec(script)?.[0] ?? character;
      take(text);
      at += text.length;
    }
  }
  endCommand();
  return commands;
}

/** What stands between double quotes, from behind the first one on. */
function readQuoted(script: string, from: number): { readonly text: string; readonly end: number } {
  let [text, at] = ['', from];
  while (at < script.length && script[at] !== '"') {
    const character = script[at] as string;
    if (character === '\\') {
      text += script[at + 1] ?? '';
      at += 2;
    } else if (character === '$' && script[at + 1] === '(') {
      text += '$()';
      at = skipSubstitution(script, at + 2);
    } else {
      text += character;
      at += 1;
    }
  }
  return { text, end: at + 1 };
}

/** Where a substitution ends, from behind `$(` on. Nested without recursion: hostile text is nested thousands deep. */
function skipSubstitution(script: string, from: number): number {
  const open = [')'];
  let at = from;
  for (; at < script.length && open.length > 0; at++) {
    const character = script[at];
    const isInQuotes = open.at(-1) === '"';
    if (character === '\\') at += 1;
    else if (character === open.at(-1)) open.pop();
    else if (character === '"') open.push('"');
    else if (character === '$' && script[at + 1] === '(') {
      open.push(')');
      at += 1;
    } else if (!isInQuotes && character === '(') open.push(')');
    else if (!isInQuotes && character === "'") {
      const end = script.indexOf("'", at + 1);
      at = end < 0 ? script.length : end;
    }
  }
  return at;
}
