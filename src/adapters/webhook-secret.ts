import { SlackPostFailedError } from '../domain/channel/slack-channel.ts';
import { errorName } from './aws-errors.ts';
import { isWebhookUrl } from './webhook-url.ts';

/** Where messages are posted to. The URL is all that it takes to post, so it goes nowhere but into the request. */
export interface WebhookSecret {
  /** From memory, for some minutes. */
  read(): Promise<URL>;
  /** From Secrets Manager, now: the one in memory was refused. */
  renew(): Promise<URL>;
}

/** The one call of Secrets Manager that is made. */
interface SecretValues {
  getSecretValue(input: { readonly SecretId: string }): Promise<{
    readonly SecretString?: string | undefined;
  }>;
}

interface WebhookSecretOptions {
  readonly secrets: SecretValues;
  readonly secretArn: string;
  /** An origin on this very machine (`http://127.0.0.1:4000`) that is allowed besides Slack; null where there is none. */
  readonly allowedOrigin: string | null;
  /** The time of day in milliseconds: other clocks may stand still while the sandbox of a function is frozen. */
  readonly now: () => number;
}

const KEPT_MS = 5 * 60_000;

/** The secret is the URL, or JSON: `{"url": "https://hooks.slack.com/…"}`. Throws SlackPostFailedError. */
export function createWebhookSecret(options: WebhookSecretOptions): WebhookSecret {
  const { secrets, secretArn, allowedOrigin, now } = options;
  let kept: { readonly url: URL; readonly until: number } | null = null;

  async function renew(): Promise<URL> {
    const url = parseUrl(await secretText(secrets, secretArn));
    if (!url || !isWebhookUrl(url, allowedOrigin))
      throw new SlackPostFailedError('the secret holds no URL of a Slack webhook', {});
    kept = { url, until: now() + KEPT_MS };
    return url;
  }

  return {
    read: async () => (kept && now() < kept.until ? kept.url : renew()),
    renew,
  };
}

async function secretText(secrets: SecretValues, secretArn: string): Promise<string> {
  try {
    const { SecretString = '' } = await secrets.getSecretValue({ SecretId: secretArn });
    return SecretString;
  } catch (error) {
    // The cause is not kept, as nowhere near a secret.
    throw new SlackPostFailedError('the secret could not be read', { awsError: errorName(error) });
  }
}

function parseUrl(secret: string): URL | null {
  const text = secret.trim();
  return URL.parse(text.startsWith('{') ? urlIn(text) : text);
}

function urlIn(json: string): string {
  try {
    const { url }: { url?: unknown } = JSON.parse(json);
    return typeof url === 'string' ? url : '';
  } catch {
    // What JSON.parse throws quotes what it read.
    return '';
  }
}
