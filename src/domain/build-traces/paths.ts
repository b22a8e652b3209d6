const PATH_MAX_LENGTH = 200;

/**
 * One way to write a path: absolute, without `/*` at its end, and `~` for whoever's home it is. Null where it is relative to
 * an unknown directory.
 */
export function normalPath(word: string, directory: string | null): string | null {
  const text = word.slice(0, PATH_MAX_LENGTH).replace(/^\$(?:HOME|\{HOME\})(?=\/|$)/, '~');
  if (text === '' || text === '-') return null;
  const isAbsolute = /^[/~$]/.test(text);
  if (!isAbsolute && directory === null) return null;
  const parts: string[] = [];
  for (const part of `${isAbsolute ? '' : `${directory}/`}${text}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  while (parts.length > 1 && /^(?:\*|\.\*|\.\[.*|\.\?\?\*)$/.test(parts.at(-1) ?? '')) parts.pop();
  const path = parts.join('/');
  if (/^[~$]/.test(path)) return path;
  return `/${path}`.replace(/^\/(?:root|home\/[^/]+)(?=\/|$)/, '~');
}

/** Whether removing `removed` removes `path` as a whole. A star stands for anything but a slash. */
export function removesPath(removed: string, path: string): boolean {
  if (removed === path || path.startsWith(`${removed}/`)) return true;
  const [start, end] = removed.split('*', 2) as [string, string | undefined];
  if (end === undefined || path.length < start.length + end.length) return false;
  const isAlike = path.startsWith(start) && path.endsWith(end);
  return isAlike && !path.slice(start.length, path.length - end.length).includes('/');
}

/** Whether one of them is the other, or in the other. */
export function touchesPath(one: string, other: string): boolean {
  return removesPath(one, other) || one.startsWith(`${other}/`);
}
