import { defineRule } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key, note text);`;

export default defineRule({
  id: 'prefer-jsonb',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Values of `json` have no equality: `SELECT DISTINCT` and `GROUP BY` fail, and no index searches inside them.',
  fix: 'Write `jsonb`.',
  source: 'https://www.postgresql.org/docs/18/datatype-json.html',

  bad: [
    { given, migration: `create table draft (data json);` },
    { given, migration: `alter table invoice add column data json;` },
    { given, migration: `alter table invoice alter column note type json using note::json;` },
  ],
  good: [{ given, migration: `create table draft (data jsonb);` }],

  check({ columns }) {
    const column = columns().find(({ type }) => type === 'json');
    return column ? `\`${column.name}\` cannot be compared or searched.` : null;
  },
});
