import type { Image, LambdaBase } from './image.ts';

/** What a config says of the containers of its image, as far as it is looked at; empty where it says nothing readable. */
export interface ContainerConfig {
  /** `NAME=value`. */
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly workingDir: string;
  readonly labelNames: readonly string[];
}

/** Children of an AWS base keep these two, whatever else they change. */
const STRONG = ['LAMBDA_TASK_ROOT=/var/task', 'LAMBDA_RUNTIME_DIR=/var/runtime'];
/** Only AWS's own images have their language runtimes there. */
const PATHS = [/^PATH=(.*:)?\/var\/lang\/bin(:|$)/, /^LD_LIBRARY_PATH=(.*:)?\/var\/lang\/lib(:|$)/];
/** A runtime interface client is what an image of somebody else brings along to run on Lambda. */
const INTERFACE_CLIENT = /aws-?lambda-?ric/;

/**
 * The AWS Lambda base image that an image stands on, by what its config has in common with all of AWS's own; null where
 * it stands on none. Only these names and fixed values are looked at, and no value is kept: the runtime is told by the
 * config of .NET images alone. https://github.com/aws/aws-lambda-base-images (one branch for each runtime)
 */
export function lambdaBaseOf(config: ContainerConfig): LambdaBase | null {
  const { env, entrypoint, workingDir, labelNames } = config;
  const paths = PATHS.filter((pattern) => env.some((variable) => pattern.test(variable))).length;
  if (entrypoint.some((word) => INTERFACE_CLIENT.test(word)) && paths < PATHS.length) return null;
  const strong = STRONG.filter((variable) => env.includes(variable)).length;
  const weak =
    paths +
    Number(entrypoint[0] === '/lambda-entrypoint.sh') +
    Number(workingDir === '/var/task') +
    Number(env.includes('TZ=:/etc/localtime')) +
    Number(labelNames.some((name) => name.startsWith('com.amazonaws.lambda.platform.')));
  const isLambda = strong === 2 || (strong === 1 && weak >= 2);
  return isLambda ? dotnetOf(env) : null;
}

/** Amazon Linux 2023 from .NET 8 on. .NET 6 does not tell its version, nor do the other languages. */
function dotnetOf(env: readonly string[]): LambdaBase {
  const version = env.find((variable) => /^DOTNET_VERSION=\d{1,2}\.0\./.test(variable));
  const major = Number.parseInt(version?.slice('DOTNET_VERSION='.length) ?? '', 10);
  if (!(major >= 5) || !env.includes('DOTNET_ROOT=/var/lang/bin')) return { runtime: null, os: null };
  return { runtime: `dotnet${major === 5 ? '5.0' : major}`, os: major < 8 ? 'al2' : 'al2023' };
}

/** How many layers AWS's Lambda base images have, all without history (`docs/architecture.md`, bases). */
const LAMBDA_LAYERS = { min: 4, max: 8 };

/** How many of the lowest layers of a child of an AWS Lambda base image are without history; null where none is. */
export function bareLayersOfLambda({
  layers,
  lambda,
  looseInstructions,
}: Pick<Image, 'layers' | 'lambda' | 'looseInstructions'>): number | null {
  const layerCount = layers.length - looseInstructions.length;
  const isPlausible = layerCount >= LAMBDA_LAYERS.min && layerCount <= LAMBDA_LAYERS.max;
  return lambda && looseInstructions.length > 0 && isPlausible ? layerCount : null;
}
