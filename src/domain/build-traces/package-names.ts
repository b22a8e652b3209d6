// Names of what builds: of Debian and Ubuntu, Alpine, Fedora and Amazon Linux, with the version some of them carry.
const COMPILERS = new RegExp(
  `^@?(?:${[
    'gcc|g\\+\\+|gcc-c\\+\\+|cpp|clang|llvm|gfortran|rustc?|rustup|cargo|go|golang(?:-go|-bin|-src)?|ghc|fpc|ocaml|nasm|yasm',
    'build-essential|build-base|base-devel|development[- ]tools|dpkg-dev|rpm-build|alpine-sdk',
    'make|gmake|cmake|ninja(?:-build)?|meson|scons|bazel|autoconf|automake|libtool|bison|flex|re2c|maven|gradle|sbt|ant',
    'openjdk-?\\d*-jdk(?:-headless)?|openjdk\\d*|default-jdk(?:-headless)?|dotnet-sdk',
  ].join('|')})(?:-?\\d+(?:\\.\\d+)*)?$`,
  'i',
);
// `java-21-amazon-corretto-devel` is a compiler, like `java-17-openjdk-devel`; the rest of -dev and -devel is headers.
const JAVA_DEVELOPMENT = /^java-[\w.]+-.*-devel$/;
const DEVELOPMENT = /^[a-z0-9][\w.+-]*-(?:dev|devel|headers)$/i;
const NAME_MAX_LENGTH = 64;

/** A package without its version, architecture or release: `libssl-dev` of `libssl-dev:amd64=3.0.2-1`. */
export function packageName(word: string): string {
  return word
    .slice(0, NAME_MAX_LENGTH)
    .replace(/[=<>~:].*$/s, '')
    .replace(/(?<=.)@.*$/s, '')
    .replace(/\.(?:x86_64|aarch64|i[36]86|noarch)$/, '')
    .replace(/(-devel|-headers)-\d[\w.-]*$/, '$1');
}

/** What a package is good for when nothing is built any more: null where it may be needed. */
export function leftoverKindOf(name: string): 'compiler' | 'dev-package' | null {
  if (COMPILERS.test(name) || JAVA_DEVELOPMENT.test(name)) return 'compiler';
  return DEVELOPMENT.test(name) ? 'dev-package' : null;
}
