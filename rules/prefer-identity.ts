import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'prefer-identity',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'A serial column owns a sequence with rights and a default of its own, and anybody may write any number into it.',
  fix: 'Write `GENERATED ALWAYS AS IDENTITY`.',
  source: 'https://www.postgresql.org/docs/18/ddl-identity-columns.html',

  bad: [
    { given, migration: `create table draft (id serial);` },
    { given, migration: `create table draft (id bigserial);` },
    { given, migration: `alter table invoice add column number smallserial;` },
  ],
  good: [{ given, migration: `create table draft (id bigint generated always as identity);` }],

  check({ columns }) {
    const column = columns().find(({ type }) => /^(?:small|big)?serial[248]?$/.test(type));
    return column ? `\`${column.name}\` is a \`${column.type}\`.` : null;
  },
});
