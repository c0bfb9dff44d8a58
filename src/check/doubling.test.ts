import { beforeAll, expect, test } from 'bun:test';
import { loadParserForTests } from '../testing.ts';
import { checkFile } from './check.ts';
import { historyFrom } from './history.ts';

beforeAll(loadParserForTests);

const LEVELS = 40;
const levels = Array.from({ length: LEVELS }, (_, i) => i);

const blocks = levels.reduce(
  (inner, i) => `do $p${i}$ begin execute $q${i}$ ${inner} $q${i}$; end $p${i}$`,
  'drop table t',
);
const functions = levels.map(
  (i) => `create function f${i}() returns int language plpgsql as $$ begin
    perform f${i + 1}(); perform f${i + 1}(); ${i === LEVELS - 1 ? 'drop table t;' : ''} return 1; end $$;`,
);
const inlined = levels.map(
  (i) =>
    `create function g${i}() returns int language sql as $$ select ${i === 0 ? '1' : `g${i - 1}() + g${i - 1}()`} $$;`,
);
const views = (where: string): readonly string[] =>
  levels.map((i) =>
    i === 0
      ? 'create view v0 as select a from t;'
      : `create view v${i} as select x.a from v${i - 1} x, v${i - 1} y ${where};`,
  );

// Each level names the one below it twice: read twice as well, 40 of them would take weeks.
test.each<[string, string, string]>([
  ['blocks in blocks', `${blocks};`, 'drop table'],
  ['functions that call functions', `${functions.join('\n')}\nselect f0();`, 'drop table'],
  [
    'functions that are inlined',
    `${inlined.join('\n')}\nalter table t add b int default g${LEVELS - 1}();`,
    'add column',
  ],
  [
    'views of views',
    `${views('').join('\n')}\nlock table v${LEVELS - 1}; drop table t cascade;`,
    'drop table',
  ],
  [
    'a query of views',
    `${views('').join('\n')}\ncreate table u as select * from v${LEVELS - 1}; drop table t;`,
    'drop table',
  ],
  [
    'views of views with conditions',
    `${views('where x.a = 1 and y.a = 2').join('\n')}\ncreate table u as select * from v${LEVELS - 1} where a = 1; drop table t;`,
    'drop table',
  ],
])('%s are read once each', (_, sql, kind) => {
  const history = historyFrom(['create table t (a int);'], {
    major: 17,
    rules: [],
    fileIsTransaction: false,
  });
  const { statements, problems } = checkFile(history, sql);
  expect(problems).toEqual([]);
  const changes = statements.flatMap((statement) => statement.changes);
  expect(changes.filter((change) => change.kind === kind)).toHaveLength(1);
});
