import { buildHere, cache, hasFlag, plainWords } from './language-job.ts';
import { install, type Ledger, removePath } from './ledger.ts';
import type { Job } from './shell.ts';

const NODE_CACHES = {
  npm: ['~/.npm'],
  yarn: ['/usr/local/share/.cache/yarn', '~/.cache/yarn', '~/.yarn'],
  // Its store holds hard links to what is installed: they take no bytes of the layer (https://pnpm.io/faq).
  pnpm: null,
} as const;

const PRODUCTION = /^(?:--omit=.*dev|--production(?:=true)?|--prod|--only=prod.*|-P|--no-dev)$/;

/** npm, yarn and pnpm. Without arguments they install what is needed to develop as well. */
export function nodePackages(job: Job, ledger: Ledger): void {
  const { name, args, isSet } = job;
  const tool = name === 'yarnpkg' ? 'yarn' : (name as 'npm' | 'yarn' | 'pnpm');
  const words = plainWords(
    args.filter(
      (_word, index) => !/^--(?:omit|only|prefix|cwd|dir|registry)$|^-C$/.test(args[index - 1] ?? ''),
    ),
  );
  const [action = tool === 'yarn' ? 'install' : '', what] = words;
  const caches = NODE_CACHES[tool];
  if (action === 'cache' && /^(?:clean|clear|rm|verify)$/.test(what ?? ''))
    for (const path of caches ?? []) removePath(ledger, path);
  const isProduction =
    hasFlag(args, PRODUCTION) ||
    args.some((word, index) => /^--(?:omit|only)$/.test(args[index - 1] ?? '') && /dev|prod/.test(word)) ||
    isSet('NODE_ENV', 'production') ||
    isSet('NPM_CONFIG_PRODUCTION', 'true') ||
    isSet('NPM_CONFIG_OMIT', 'dev');
  if (action === 'prune' && isProduction) ledger.packages.delete('node_modules');
  if (action === 'build' || (/^run(?:-script)?$/.test(action) && /^build/.test(what ?? '')))
    buildHere(job, ledger, tool, `${name} run build`);
  const isInstall = /^(?:install|i|ci|clean-install|add|update|upgrade|global|fetch)$/.test(action);
  if (!isInstall || hasFlag(args, /^--(?:version|help)$/)) return;
  const isElsewhere =
    hasFlag(args, /^--cache(?:-folder)?(?:=|$)/) ||
    isSet('npm_config_cache') ||
    isSet('NPM_CONFIG_CACHE') ||
    isSet('YARN_CACHE_FOLDER');
  if (caches && !isElsewhere) cache(ledger, tool, 'downloaded packages', caches);
  const isWhole =
    /^(?:install|i|ci|clean-install)$/.test(action) &&
    what === undefined &&
    !hasFlag(args, /^(?:-g|--global|--location=global)$/);
  if (!isWhole) return;
  // What was there before goes first.
  if (action === 'ci' || isProduction) ledger.packages.delete('node_modules');
  if (!isProduction)
    install(ledger, 'node_modules', { kind: 'dev-package', tool, what: 'development dependencies' });
}
