import { expect, test } from 'bun:test';
import { withoutSecrets } from './redact.ts';

test.each([
  ['postgres://app:s3cret@db:5432/shop', 'postgres://app@db:5432/shop'],
  ['postgresql://app@db/shop?password=s3cret&sslmode=require', 'postgresql://app@db/shop'],
  ['postgres://app:s3#cret@db/shop', 'postgres://…'],
  ['host=db password=s3cret', 'host=db password=…'],
  ['pglite:./database', 'pglite:./database'],
  ['old.graphql', 'old.graphql'],
  ['git:HEAD', 'git:HEAD'],
  ['mysql://app:s3cret@db/shop?x=1', 'mysql://app@db/shop'],
])('%s is shown as %s', (url, shown) => {
  expect(withoutSecrets(url)).toBe(shown);
});
