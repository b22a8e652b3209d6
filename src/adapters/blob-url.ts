const AWS_HOST = /(^|\.)amazonaws\.com(\.cn)?$/;

/**
 * Whether blobs are taken from there: https under amazonaws.com or amazonaws.com.cn, or exactly the allowed origin.
 * The rule reads the very URL object that is requested later, so that no two parsers can disagree about its host.
 */
export function isBlobUrl(url: URL, allowedOrigin: string | null): boolean {
  if (url.username !== '' || url.password !== '') return false;
  if (isOrigin(url, allowedOrigin)) return true;
  // URL has made the host lower case and has left out https's own port.
  return url.protocol === 'https:' && url.port === '' && AWS_HOST.test(url.hostname);
}

function isOrigin(url: URL, origin: string | null): boolean {
  // Outside http and https all origins are the same word, `null`.
  return origin !== null && /^https?:$/.test(url.protocol) && url.origin === URL.parse(origin)?.origin;
}
