import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSlackWebhook } from '../adapters/slack-webhook.ts';
import { createWebhookSecret } from '../adapters/webhook-secret.ts';
import { logger } from './middleware.ts';
import type { NotifyDependencies } from './notify-topic.ts';
import { CLIENT, usableSettings } from './runtime-settings.ts';

const SLACK_TIMEOUT_MS = 5_000;

/** What posting to Slack needs; apart, so that no other function carries the client of Secrets Manager. */
export function notifyRuntime(): NotifyDependencies {
  const { slackWebhookSecretArn } = usableSettings();
  if (slackWebhookSecretArn === null) throw new Error('SLACK_WEBHOOK_SECRET_ARN is missing');
  const client = new SecretsManagerClient(CLIENT);
  const secret = createWebhookSecret({
    secrets: { getSecretValue: (input) => client.send(new GetSecretValueCommand(input)) },
    secretArn: slackWebhookSecretArn,
    allowedOrigin: null,
    now: Date.now,
  });
  return { slack: createSlackWebhook({ secret, timeoutMs: SLACK_TIMEOUT_MS }), logger };
}
