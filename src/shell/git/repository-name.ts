/**
 * One name for all spellings of a repository's address: `git@host:acme/billing.git` and
 * `https://user:token@host/acme/billing` both give `host/acme/billing`. Credentials are removed.
 */
export function repositoryName(url: string): string {
  const bare = url.replace(/\/+$/, '').replace(/\.git$/, '');
  const address = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/:]*)(?::[0-9]+)?\/+(.*)$/i.exec(bare);
  if (address)
    return address[1] === '' ? `file:/${address[2]}` : `${address[1]?.toLowerCase()}/${address[2]}`;
  const short = /^(?:[^@/]*@)?([^/:]{2,}):(?!\/\/)\/*(.*)$/.exec(bare);
  return short ? `${short[1]?.toLowerCase()}/${short[2]}` : `file:${bare}`;
}
