import { describe, expect, it, test } from 'vitest';
import { type ContainerConfig, lambdaBaseOf } from '../../src/domain/lambda-base.ts';

const [TASK_ROOT, RUNTIME_DIR] = ['LAMBDA_TASK_ROOT=/var/task', 'LAMBDA_RUNTIME_DIR=/var/runtime'];
const PATH = 'PATH=/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin';
const LIBRARIES = 'LD_LIBRARY_PATH=/var/lang/lib:/lib64:/usr/lib64';
const TIME_ZONE = 'TZ=:/etc/localtime';
const DOTNET_ROOT = 'DOTNET_ROOT=/var/lang/bin';
const NOTHING: ContainerConfig = { env: [], entrypoint: [], workingDir: '', labelNames: [] };
/** What all of AWS's own have. */
const BASE: ContainerConfig = {
  env: ['LANG=en_US.UTF-8', TIME_ZONE, PATH, LIBRARIES, TASK_ROOT, RUNTIME_DIR],
  entrypoint: ['/lambda-entrypoint.sh'],
  workingDir: '/var/task',
  labelNames: [],
};

describe('an image that stands on an AWS Lambda base image', () => {
  test.each([
    { reason: 'the base image itself', config: BASE },
    {
      reason: 'a child that has changed all but two variables',
      config: { ...NOTHING, env: [TASK_ROOT, RUNTIME_DIR] },
    },
    {
      reason: 'a child with an adapter in front of it',
      config: { ...BASE, entrypoint: ['/opt/extensions/lambda-adapter'] },
    },
    {
      reason: 'a child that has its task elsewhere',
      config: { ...BASE, env: [PATH, LIBRARIES, RUNTIME_DIR, 'LAMBDA_TASK_ROOT=/app'], workingDir: '/app' },
    },
    {
      reason: 'one variable, the entrypoint and a label',
      config: {
        ...NOTHING,
        env: [RUNTIME_DIR],
        entrypoint: ['/lambda-entrypoint.sh'],
        labelNames: ['com.amazonaws.lambda.platform.kernel'],
      },
    },
    {
      reason: 'one variable, the folder and the time zone',
      config: { ...NOTHING, env: [TASK_ROOT, TIME_ZONE], workingDir: '/var/task' },
    },
    {
      reason: 'folders of its own come first',
      config: {
        ...NOTHING,
        env: [TASK_ROOT, 'PATH=/app/bin:/var/lang/bin', 'LD_LIBRARY_PATH=/app:/var/lang/lib'],
      },
    },
    {
      reason: 'a child that starts the runtime interface client itself: its runtime is still in /var/lang',
      config: { ...BASE, entrypoint: ['python', '-m', 'awslambdaric'] },
    },
  ])('is recognised ($reason)', ({ config }) => {
    expect(lambdaBaseOf(config)).toEqual({ runtime: null, os: null });
  });

  test.each([
    { reason: 'an image that says nothing', config: NOTHING },
    { reason: 'one variable alone', config: { ...NOTHING, env: [TASK_ROOT] } },
    {
      reason: 'one variable and its folder',
      config: { ...NOTHING, env: [TASK_ROOT], workingDir: '/var/task' },
    },
    { reason: 'everything but the variables', config: { ...BASE, env: [PATH, LIBRARIES, TIME_ZONE] } },
    {
      reason: 'variables with other values',
      config: { ...NOTHING, env: ['LAMBDA_TASK_ROOT=/app', 'LAMBDA_RUNTIME_DIR=/app'] },
    },
    {
      reason: 'a path that only looks like the one of AWS',
      config: { ...NOTHING, env: [TASK_ROOT, 'PATH=/var/lang/bin2', 'LD_LIBRARY_PATH=/x/var/lang/lib'] },
    },
    {
      reason: 'Python of Docker Hub with a runtime interface client',
      config: { ...NOTHING, env: [TASK_ROOT, RUNTIME_DIR], entrypoint: ['python', '-m', 'awslambdaric'] },
    },
    {
      reason: 'Node.js of Docker Hub with a runtime interface client',
      config: {
        ...BASE,
        env: [TASK_ROOT, RUNTIME_DIR],
        entrypoint: ['/usr/local/bin/npx', 'aws-lambda-ric'],
      },
    },
  ])('is none of these ($reason)', ({ config }) => {
    expect(lambdaBaseOf(config)).toBeNull();
  });
});

describe('the runtime', () => {
  test.each([
    { version: '8.0.10', runtime: 'dotnet8', os: 'al2023', reason: 'Amazon Linux 2023 from .NET 8 on' },
    { version: '10.0.1', runtime: 'dotnet10', os: 'al2023', reason: 'two digits' },
    { version: '7.0.20', runtime: 'dotnet7', os: 'al2', reason: 'the last one on Amazon Linux 2' },
    { version: '5.0.12', runtime: 'dotnet5.0', os: 'al2', reason: 'named with its minor version' },
    { version: '3.1.0', runtime: null, os: null, reason: 'AWS did not say it then: somebody else does' },
    { version: 'eight', runtime: null, os: null, reason: 'no version' },
    {
      version: '8.0.10; hunter2',
      runtime: 'dotnet8',
      os: 'al2023',
      reason: 'nothing but the number is kept',
    },
  ])('is told by .NET alone: $version ($reason)', ({ version, runtime, os }) => {
    const env = [...BASE.env, `DOTNET_VERSION=${version}`, DOTNET_ROOT];

    expect(lambdaBaseOf({ ...BASE, env })).toEqual({ runtime, os });
  });

  it("is not told by .NET that was installed on another of AWS's", () => {
    const env = [...BASE.env, 'DOTNET_VERSION=8.0.10', 'DOTNET_ROOT=/usr/share/dotnet'];

    expect(lambdaBaseOf({ ...BASE, env })).toEqual({ runtime: null, os: null });
  });
});
