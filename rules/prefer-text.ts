import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'prefer-text',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The length is no saving, and a shorter one later rewrites the table.',
  fix: 'Write `text`, with a `CHECK` on the length where there is a limit.',
  source: 'https://www.postgresql.org/docs/18/datatype-character.html',

  bad: [
    { given, migration: `create table draft (note varchar(20));` },
    { given, migration: `create table draft (notes varchar(20)[]);` },
    { given, migration: `alter table invoice alter column note type varchar(1000);` },
  ],
  good: [
    { given, migration: `create table draft (note text);` },
    { given, migration: `create table draft (note varchar);` },
  ],

  check({ columns }) {
    const column = columns().find(({ type, modifiers }) => type === 'varchar' && modifiers.length > 0);
    return column
      ? `\`${column.name}\` has a length that a \`text\` with a CHECK could change at no cost.`
      : null;
  },
});
