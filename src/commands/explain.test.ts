import { expect, test } from 'bun:test';
import { join } from 'node:path';
import { Glob } from 'bun';
import { explanations } from './explain.ts';

const SRC = join(import.meta.dir, '..');
// A code stands in quotes wherever one is reported.
const CODE = /'((?:E_)?[A-Z]{2,}(?:_[A-Z]+)+|USAGE)'/g;
// Words of the same shape that are no codes: parse tree, environment, verdicts, GraphQL and SQL key words.
const OTHERS =
  /^(AT|NOT|PG|GIT|CONSTR|OBJECT|SETOP|AEXPR|BOOL|WESLEY|NO|SET|NOTHING|WOULD|COERCE|FUNC|GROUP|LIMIT|LOCK|ROLE|SSH|WAIT|DROP|VAR|REINDEX|PARTITION|DEFELEM|ALTER|TRANS|CMD|GRANT|ACL|DISCARD|SORTBY|COLUMN|MULTIEXPR|RTE|IS|A|ENUM|FIELD|NULL|OBJECTTYPE|VIEW|VIEWKIND|XML|SVFOP|JSON|PUBLICATIONOBJ|VACUUM|EVENT|ATTR|REPLICA|FETCH|IMPORT|ON|OR|AND)_/;

test('every code in the source is explained', async () => {
  const known = explanations();
  const missing = new Set<string>();
  for (const file of new Glob('**/*.ts').scanSync(SRC)) {
    if (/\.test\.ts$|testing|\/locks\/|locks\/|sql\//.test(file)) continue;
    for (const [, code = ''] of (await Bun.file(join(SRC, file)).text()).matchAll(CODE)) {
      if (!known.has(code) && (!OTHERS.test(code) || code === 'DROP_NOT_SUPPORTED'))
        missing.add(`${file}: ${code}`);
    }
  }
  expect([...missing]).toEqual([]);
});

test('every explanation says why and what to do in a sentence', () => {
  for (const [code, { why, fix }] of explanations()) {
    expect([code, /[.)]$/.test(why), /[.)…`]$/.test(fix)]).toEqual([code, true, true]);
  }
});
