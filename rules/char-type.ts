import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

// `"char"` in quotes is another type: one byte, never padded.
const isPadded = (type: string, modifiers: readonly string[]): boolean =>
  /^(?:bpchar|character)$/.test(type) || (type === 'char' && modifiers.length > 0);

export default defineRule({
  id: 'char-type',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Values are padded with blanks that some comparisons see and others do not.',
  fix: 'Write `text`, with a `CHECK` on the length where there is one.',
  source: 'https://www.postgresql.org/docs/18/datatype-character.html',

  bad: [
    { given, migration: `create table draft (code char(3));` },
    { given, migration: `create table draft (code "character"(3));` },
    { given, migration: `create table draft (code character);` },
    { given, migration: `create table draft (code bpchar);` },
  ],
  good: [
    { given, migration: `create table draft (code text);` },
    { given, migration: `create table draft (code varchar(3));` },
  ],

  check({ columns }) {
    const column = columns().find(({ type, modifiers }) => isPadded(type, modifiers));
    return column ? `\`${column.name}\` pads its values with blanks.` : null;
  },
});
