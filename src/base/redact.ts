import { engineOf, isEmbedded } from './engines.ts';

/**
 * A database URL as it may be shown: without its password, and without its parameters, which may hold one too. What is
 * no URL is shown up to its first secret.
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
