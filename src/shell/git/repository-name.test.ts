import { expect, test } from 'bun:test';
import { repositoryName } from './repository-name.ts';

test.each([
  ['git@Host.example:acme/billing.git', 'host.example/acme/billing'],
  ['ssh://git@host.example:2222/acme/billing.git', 'host.example/acme/billing'],
  ['https://host.example/acme/billing', 'host.example/acme/billing'],
  ['https://x-access-token:s3cret@host.example/acme/billing.git/', 'host.example/acme/billing'],
  ['https://s3cret@host.example/acme/billing', 'host.example/acme/billing'],
  ['/srv/git/billing.git', 'file:/srv/git/billing'],
  ['file:///srv/git/billing.git', 'file:/srv/git/billing'],
  ['../billing.git', 'file:../billing'],
])('%s is %s', (url, name) => {
  expect(repositoryName(url)).toBe(name);
});
