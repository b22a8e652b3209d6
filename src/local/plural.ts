const number = new Intl.NumberFormat('en');

/** `1 image`, `1,357 images`; another plural can be given. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number.format(count)} ${count === 1 ? one : many}`;
}
