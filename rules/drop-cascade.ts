import { defineRule, heldAtLeast, named } from '../src/locks/rule.ts';

const given = `
  create type state as enum ('new', 'paid');
  create domain amount as numeric;
  create table invoice (id bigint primary key, state state, total amount);`;

export default defineRule({
  id: 'drop-cascade',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Columns, views and triggers that use the object go with it, values and all, though the statement does not name them.',
  fix: 'Leave out `CASCADE` and drop what depends on the object by name first.',
  source: 'https://www.postgresql.org/docs/18/ddl-depend.html',

  bad: [
    { given, migration: 'drop type state cascade;' },
    { given, migration: 'drop domain amount cascade;' },
  ],
  good: [
    { given, migration: `create type draft as enum ('a'); drop type draft cascade;` },
    { given, migration: 'drop table invoice; drop type state;' },
  ],

  // What is dropped with a table or a schema is told by the rules for those.
  check({ kind, effects }, context) {
    if (!/^DROP (?:TYPE|DOMAIN|FUNCTION|PROCEDURE|ROUTINE|AGGREGATE|EXTENSION)$/.test(kind)) return null;
    const tables = heldAtLeast(effects, context, 'AccessExclusiveLock');
    return tables.length > 0 ? `What uses it in ${named(tables)} is dropped as well.` : null;
  },
});
