import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import * as errors from '../src/domain/errors.ts';
import { parseNotifyMessage } from '../src/handlers/notify-message.ts';
import { at, resource, resourcesOf, TEMPLATE } from './support/template.ts';

const RUNBOOK = readFileSync('docs/runbook.md', 'utf8');
const sections = new Map(
  RUNBOOK.split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);
const handlers = readdirSync('src/handlers')
  .map((file) => readFileSync(`src/handlers/${file}`, 'utf8'))
  .join('\n');

/** Names that ECR, CloudFormation, CloudWatch and Secrets Manager have. */
const BY_OTHERS = [
  ...['KmsError', 'MemorySize', 'Layerwatch'],
  ...['AccessDeniedException', 'ResourceNotFoundException'],
];

/** What stands in the first group of each match. */
function found(pattern: RegExp, text = RUNBOOK): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))];
}

describe('the runbook', () => {
  test.each(resourcesOf('AWS::CloudWatch::Alarm'))('says of %s what it means and how to look', (id) => {
    const section = sections.get(id) ?? '';

    expect(section).toMatch(/\n\n[A-Z][^\n]+\./);
    expect(section).toMatch(/\n```\n(aws|ask) /);
    expect(section).toMatch(/\*\*Mend|mend as for/);
  });

  test('knows no alarm that is not there', () => {
    const alarms = [...sections.keys()].filter((title) => title.endsWith('Alarm'));

    expect(alarms).toEqual(resourcesOf('AWS::CloudWatch::Alarm').map(([id]) => id));
  });

  test('is found from the README', () => {
    expect(readFileSync('README.md', 'utf8')).toContain('](docs/runbook.md)');
  });

  test('links to sections of its own', () => {
    const anchors = [...sections.keys()].map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^a-z -]/g, '')
        .replaceAll(' ', '-'),
    );

    expect(found(/\]\(#([^)]+)\)/g).filter((anchor) => !anchors.includes(anchor))).toEqual([]);
  });

  test('asks for outputs and resources that the template has', () => {
    const outputs = found(/(?:output|queue_arn) ([A-Z]\w+)/g);
    const resources = found(/(?:\$\(resource|^ask) ([A-Z]\w+)/gm);

    expect(Object.keys(TEMPLATE.Outputs)).toEqual(expect.arrayContaining(outputs));
    expect(Object.keys(TEMPLATE.Resources)).toEqual(expect.arrayContaining(resources));
    expect(Math.min(outputs.length, resources.length)).toBeGreaterThan(3);
  });

  test('uses no name that nothing has: of a parameter, an alarm, an error, a metric', () => {
    const { Parameters, Resources } = TEMPLATE;
    const names = [...Object.keys({ ...Parameters, ...Resources, ...errors }), ...BY_OTHERS];

    const unknown = found(/`([A-Z][a-z]\w+)(?:=\w+)?`/g).filter((name) => !names.includes(name));

    for (const metric of unknown) expect(handlers).toContain(`${metric}: `);
    expect(unknown.length).toBeGreaterThan(5);
  });

  test('looks for lines that the functions log', () => {
    const messages = found(/"((?:an?|the|images) [a-z -]+)"/g);

    expect(messages.length).toBeGreaterThan(5);
    for (const message of messages) expect(handlers).toContain(`'${message}'`);
  });

  test('knows every code with which a message is given up', () => {
    const codes = Object.values(errors).flatMap((type) => {
      if (type === errors.ServiceError || type === errors.InvalidQueryError) return [];
      const error = Reflect.construct(type, ['']);
      return error instanceof errors.ServiceError && error.retryable ? [error.code] : [];
    });

    const known = found(/^\| `([A-Z_]+)` \|/gm);
    expect(known.sort()).toEqual([...new Set([...codes, 'UNEXPECTED'])].sort());
    expect(handlers).toContain("'UNEXPECTED'");
  });

  test('sends test messages that whoever gets them can read', () => {
    const [toChat, toNotify, ...others] = found(/--message '(\{[^']+\})'/g);
    const schema: object = JSON.parse(
      readFileSync('tests/support/amazon-q-notification.schema.json', 'utf8'),
    );

    expect(others).toEqual([]);
    expect(new Ajv2020({ strict: false }).validate(schema, JSON.parse(toChat ?? ''))).toBe(true);
    expect(parseNotifyMessage(toNotify ?? '')).toMatchObject({ outcome: 'notice' });
  });

  test('asks for the digest as the schedule does', () => {
    const [task] = found(/echo '(.*)' >task\.json/g);

    expect(JSON.parse(task ?? '')).toEqual(
      JSON.parse(String(at(resource('WeeklyDigest'), 'Properties', 'Target', 'Input'))),
    );
  });

  test('never has the URL of a webhook on a command line', () => {
    const commands = found(/\n```\n(.*?)\n```/gs).join('\n');

    expect(commands).toContain('--secret-string file://');
    expect(commands).not.toMatch(/hooks\.slack|--secret-string (?!file:)/);
  });

  test('says of an unposted message what the function says', () => {
    const said = ['slack-webhook', 'webhook-secret']
      .map((name) => readFileSync(`src/adapters/${name}.ts`, 'utf8'))
      .join('\n')
      .toLowerCase();
    const causes = found(/^- (.*?): /gm, sections.get('UnpostedAlarm')).flatMap((cause) =>
      cause.split(', or '),
    );

    expect(causes.length).toBeGreaterThan(4);
    for (const cause of causes) expect(said).toContain(cause.toLowerCase());
  });

  test('reads the attributes that a parked message has', () => {
    const reason = readFileSync('src/domain/dead-letters.ts', 'utf8');
    const attributes = found(/\b([a-z]\w+)\.StringValue/g);

    expect(attributes).toEqual(['errorCode', 'errorMessage', 'repository', 'digest', 'failedAt']);
    for (const name of attributes) expect(reason).toContain(`readonly ${name}: `);
  });
});
