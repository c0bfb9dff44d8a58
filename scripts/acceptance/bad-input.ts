/** SDL that must be refused: its name, the text, where (`line:column`), and what the message or hint must say. */
export type BadInput = readonly [name: string, sdl: string, place: string, says: string];

const row = (column: string, more = ''): string =>
  `type A @wes_table {\n  id: ID! @wes_pk\n  ${column}\n}\n${more}`;
const onType = (directives: string): string => `type A @wes_table ${directives} { id: ID! @wes_pk }\n`;
const LONG = 'a'.repeat(64);

const STRUCTURE: readonly BadInput[] = [
  ['an empty file', '', '1:1', 'Start with `type Customer @wes_table'],
  ['a file of comments', '# nothing\n', '2:1', 'Unexpected <EOF>'],
  ['no table', 'type A { id: ID }\n', '1:1', 'The schema has no table'],
  ['a byte order mark before a fault', `\uFEFF${row('a: Strin')}`, '3:6', 'Did you mean "String"?'],
  ['CRLF before a fault', row('a: Strin').replaceAll('\n', '\r\n'), '3:6', 'Did you mean "String"?'],
  [
    '5,000 nested lists in a value',
    row(`a: Int @wes_default(value: ${'['.repeat(5000)}${']'.repeat(5000)})`),
    '3:128',
    'Nested too deeply',
  ],
  [
    '5,000 nested lists in a type',
    row(`a: ${'['.repeat(5000)}Int${']'.repeat(5000)}`),
    '3:105',
    'Nested too deeply',
  ],
  [
    '2,000 nested operators',
    row(`a: Boolean @wes_check(expr: "${'NOT '.repeat(2000)}a")`),
    '3:31',
    'nested deeper than 200 levels',
  ],
  [
    'an expression of 200,000 characters',
    row(`a: Int @wes_check(expr: "${'a + '.repeat(50_000)}a > 0")`),
    '3:27',
    'longer than 10000 characters',
  ],
  [
    'two types that map to one table',
    `${onType('')}type B @wes_table(name: "a") { id: ID! @wes_pk }\n`,
    '2:6',
    'has the name of another table (A)',
  ],
  [
    'two types whose snake_case is one',
    'type FooBar @wes_table { id: ID! @wes_pk }\ntype foo_bar @wes_table { id: ID! @wes_pk }\n',
    '2:6',
    'another table (FooBar)',
  ],
  ['two fields of one column', row('fooBar: Int\n  foo_bar: Int'), '4:3', 'another column (A.fooBar)'],
  [
    'a table name of 64 bytes',
    `type A @wes_table(name: "${LONG}") { id: ID! @wes_pk }\n`,
    '1:6',
    'has 64 bytes',
  ],
  ['a column name of 64 bytes', row(`a: Int @wes_column(name: "${'é'.repeat(32)}")`), '3:3', 'has 64 bytes'],
  ['a field name of 64 bytes', row(`${LONG}: Int`), '3:3', 'has 64 bytes'],
  ['an index name of 64 bytes', row(`a: Int @wes_index(name: "${LONG}")`), '3:10', 'has 64 bytes'],
  ['an enum value of 64 bytes', `enum E { ${LONG} }\n${row('e: E')}`, '1:10', 'exceeds 63 bytes'],
  ['a NUL byte in a name', row('a: Int @wes_column(name: "a\\u0000b")'), '3:3', 'no NUL byte'],
  ['an empty name', row('a: Int @wes_column(name: "")'), '3:3', 'has an empty name'],
  [
    "PostgreSQL's own schema",
    'type A @wes_table(schema: "pg_catalog") { id: ID! @wes_pk }\n',
    '1:6',
    'is reserved',
  ],
  ["Wesley's own schema", 'type A @wes_table(schema: "wesley") { id: ID! @wes_pk }\n', '1:6', 'is reserved'],
  ['a system column', row('ctid: Int'), '3:3', 'system column'],
];

const TYPES: readonly BadInput[] = [
  ['an interface as a column type', `interface I { id: ID }\n${row('i: I')}`, '4:6', '"I" is an interface'],
  ['a union as a column type', `${row('u: U')}type B { id: ID }\nunion U = B\n`, '3:6', '"U" is a union'],
  [
    'a type that is no table as a column type',
    `${row('b: B')}type B { id: ID }\n`,
    '3:6',
    'without @wes_table',
  ],
  [
    'a relation that says nothing',
    `${row('b: B')}type B @wes_table { id: ID! @wes_pk }\n`,
    '3:3',
    '@wes_hasMany',
  ],
  ['a scalar without a mapping', `scalar Money\n${row('m: Money')}`, '4:6', 'Map it in wesley.config.ts'],
  ['a list of lists', row('a: [[Int]]'), '3:6', 'list of lists'],
  ['an unknown type', row('a: Strin'), '3:6', 'Did you mean "String"?'],
  ['an unknown directive', row('a: Int @wes_colum(name: "b")'), '3:10', 'Did you mean "@wes_column"?'],
  ['an unknown argument', row('a: Int @wes_column(nam: "b")'), '3:22', 'Did you mean "name"?'],
  ['an unknown type in a reference', row('a: ID @wes_fk(ref: "AA.id")'), '3:22', 'Did you mean "A.id"?'],
  ['an unknown field in a reference', row('a: ID @wes_fk(ref: "A.idd")'), '3:22', 'Did you mean "A.id"?'],
  [
    'a directive given twice',
    row('a: Int @wes_column(name: "b") @wes_column(name: "c")'),
    '3:33',
    'only be used once',
  ],
  ['a nullable primary key', 'type A @wes_table { id: ID @wes_pk }\n', '1:28', 'nullable column "id"'],
  [
    'a nullable column of a composite key',
    'type A @wes_table @wes_pk(fields: ["id"]) { id: ID }\n',
    '1:19',
    'nullable column "id"',
  ],
  ['several primary keys', row('b: ID! @wes_pk'), '3:10', 'more than one @wes_pk'],
  ['a foreign key of another type', row('a: Int @wes_fk(ref: "A.id")'), '3:10', 'needs equal types'],
  [
    'a foreign key to what is not unique',
    `${row('a: ID @wes_fk(ref: "B.x")')}type B @wes_table { id: ID! @wes_pk\n x: ID }\n`,
    '3:9',
    'makes "x" of "B" unique',
  ],
  [
    'a text as default of a number',
    row('a: Int @wes_default(value: "x")'),
    '3:30',
    'not a literal of its type integer',
  ],
  [
    'a number as default of a boolean',
    row('a: Boolean @wes_default(value: 1)'),
    '3:34',
    'not a literal of its type boolean',
  ],
  [
    'a default that no enum value is',
    `enum E { X }\n${row('a: E @wes_default(value: Y)')}`,
    '4:28',
    'public.e (X)',
  ],
  ['a default beyond its range', row('a: Int @wes_default(value: 3000000000)'), '3:30', 'type integer'],
  [
    'a default that is no time',
    row('a: DateTime @wes_default(value: "tomorrowish")'),
    '3:35',
    'timestamp with time zone',
  ],
  [
    'a default with a value and an expression',
    row('a: Int @wes_default(value: 1, expr: "2")'),
    '3:10',
    'exactly one of',
  ],
];

const SQL: readonly BadInput[] = [
  [
    'SQL behind an access method',
    row('a: Int @wes_index(using: "gin; drop table x")'),
    '3:28',
    'Use one of btree, hash',
  ],
  [
    'SQL behind a default',
    row('a: Int @wes_default(expr: "1; drop table x")'),
    '3:29',
    'not one SQL expression',
  ],
  [
    'SQL behind a closed parenthesis',
    row('a: Int @wes_check(expr: "true); drop table a; --")'),
    '3:27',
    'not one SQL expression',
  ],
  [
    'SQL behind a predicate',
    row('a: Int @wes_index(where: "a > 0; drop table x")'),
    '3:28',
    'not one SQL expression',
  ],
  [
    'SQL behind a backfill',
    row('a: Int @wes_backfill(expr: "1; drop table a")'),
    '3:30',
    'not one SQL expression',
  ],
  [
    'SQL behind a policy',
    onType('@wes_rls(select: "true); drop table a; --")'),
    '1:36',
    'not one SQL expression',
  ],
  [
    'SQL behind a verb',
    onType('@wes_policy(name: "p", for: "ALL; drop", using: "true")'),
    '1:47',
    'can\'t be for "ALL; drop"',
  ],
  [
    'SQL behind a type',
    row('a: Int @wes_column(type: "int; drop table x")'),
    '3:28',
    'not one PostgreSQL type',
  ],
  [
    'a clause behind a type',
    row('a: Int @wes_column(type: "int default 1")'),
    '3:28',
    'not one PostgreSQL type',
  ],
  [
    'SQL behind a setting',
    onType(`@wes_tenant(by: "id", setting: "x'); drop table a; --")`),
    '1:50',
    'no name for a setting',
  ],
  [
    'a comment that swallows the rest',
    row('a: Int @wes_check(expr: "a > 0 --")'),
    '3:27',
    'not one SQL expression',
  ],
  ['a subquery in a check', row('a: Int @wes_check(expr: "(select 1) = a")'), '3:27', 'takes no subquery'],
  ['an unknown column in a check', row('a: Int @wes_check(expr: "b > 0")'), '3:27', 'Did you mean "a"?'],
  [
    'an SDL name in a check',
    row('fooBar: Int @wes_check(expr: "fooBar > 0")'),
    '3:32',
    'Did you mean "foo_bar"?',
  ],
  [
    'an unknown column in a predicate',
    row('a: Int @wes_index(where: "zz is null")'),
    '3:28',
    'Unknown column "zz"',
  ],
];

/** With graphql-js's own words. */
const GRAPHQL: readonly BadInput[] = [
  ['a type that is not closed', 'type A {', '1:9', 'Syntax Error: Expected Name, found <EOF>.'],
  ['a brace too many', `${onType('')}}}}`, '2:1', 'Syntax Error: Unexpected "}".'],
  ['a type without fields', 'type A @wes_table { }\n', '1:21', 'Syntax Error: Expected Name, found "}".'],
  [
    'a type defined twice',
    `${onType('')}type A { id: ID }\n`,
    '2:6',
    'There can be only one type named "A".',
  ],
  ['a field defined twice', row('a: Int\n  a: Int'), '4:3', 'Field "A.a" can only be defined once.'],
  [
    'an enum value defined twice',
    `enum E { A A }\n${row('e: E')}`,
    '1:12',
    'Enum value "E.A" can only be defined once.',
  ],
  [
    'an enum value `true`',
    `enum E { true }\n${row('e: E')}`,
    '1:10',
    'Name "true" is reserved and cannot be used for an enum value.',
  ],
  [
    'an extension of nothing',
    'extend type A { b: Int }\n',
    '1:13',
    'Cannot extend type "A" because it is not defined.',
  ],
];

export const BAD_INPUT: readonly BadInput[] = [...STRUCTURE, ...TYPES, ...SQL, ...GRAPHQL];
