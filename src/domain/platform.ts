/** The machine an image is made for, as manifests and configs write it. */
export interface RawPlatform {
  readonly os?: string | undefined;
  readonly architecture?: string | undefined;
  readonly variant?: string | undefined;
}

const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['i386', '386'],
]);

// Configs come from outside and platforms become part of keys.
const WORD = /^[\w.-]{1,32}$/;

/** `linux/amd64`, `linux/arm/v7`; null where it is not stated, or not in words. arm64/v8 is plain arm64, as containerd has it. */
export function formatPlatform({ os, architecture, variant }: RawPlatform): string | null {
  if (!os || !architecture || ![os, architecture, variant || 'none'].every((word) => WORD.test(word)))
    return null;
  const arch = ARCHITECTURES.get(architecture.toLowerCase()) ?? architecture.toLowerCase();
  const plain = !variant || (arch === 'arm64' && variant === 'v8') || (arch === 'amd64' && variant === 'v1');
  return [os.toLowerCase(), arch, ...(plain ? [] : [variant])].join('/');
}
