import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alertOf, imageGrewFinding } from '../support/findings.ts';
import { createQueryClient } from '../support/query-client.ts';
import { layer, recordedImage } from '../support/recorded-images.ts';

const EVENTS = new URL('../../events/', import.meta.url);
const files = readdirSync(EVENTS).filter((name) => name.startsWith('query-'));
const orders = { accountId: '123456789012', region: 'eu-west-1', repository: 'team/orders' };
const base = layer('base', 100_000_000);

describe('the sample events', () => {
  it.each(files)('%s asks a question that has an answer', async (name) => {
    const pushed = JSON.parse(readFileSync(new URL('image-pushed.json', EVENTS), 'utf8'));
    const client = createQueryClient({
      images: [
        recordedImage(orders, pushed.time, [base], { digest: pushed.detail['image-digest'] }),
        recordedImage({ ...orders, repository: 'team/billing' }, pushed.time, [base]),
      ],
      alerts: [alertOf(imageGrewFinding())],
    });

    const { status, body } = await client.send(JSON.parse(readFileSync(new URL(name, EVENTS), 'utf8')));

    expect(status).toBe(200);
    expect(JSON.stringify(body)).toContain('"accountId":"123456789012"');
  });
});
