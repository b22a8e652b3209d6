const SLACK_HOSTS = ['hooks.slack.com', 'hooks.slack-gov.com'];
const THIS_MACHINE = /^http:\/\/127\.0\.0\.1:\d+$/;

/**
 * Whether messages are posted there: https at Slack's own hosts, or exactly the allowed origin, which must be on this machine.
 * The rule reads the very URL object that is requested later, so that no two parsers can disagree about its host.
 */
export function isWebhookUrl(url: URL, allowedOrigin: string | null): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (allowedOrigin !== null && THIS_MACHINE.test(allowedOrigin) && url.origin === allowedOrigin) return true;
  // URL has made the host lower case and has left out https's own port.
  return url.protocol === 'https:' && url.port === '' && SLACK_HOSTS.includes(url.hostname);
}
