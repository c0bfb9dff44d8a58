import { engineOf, isEmbedded } from './engines.ts';

/**
 * A database URL without its password and its parameters, one of which may be a password. A text that does not parse
 * as a URL is cut behind `postgres://`, or at `password=`.
 */
export function withoutSecrets(url: string): string {
  if (isEmbedded(url)) return url;
  if (!URL.canParse(url))
    return url.replace(/^(postgres(?:ql)?:\/\/).*$/s, '$1…').replace(/password\s*=.*$/is, 'password=…');
  const shown = new URL(url);
  if (shown.password === '' && engineOf(shown.protocol) === null) return url;
  shown.password = '';
  shown.search = '';
  return shown.href;
}
