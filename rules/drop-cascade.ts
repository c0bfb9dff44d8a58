import {
  type Change,
  defineRule,
  heldAtLeast,
  named,
  type RuleContext,
  subject,
  visibleToOthers,
} from '../src/check/rule.ts';

const given = `
  create type state as enum ('new', 'paid');
  create domain amount as numeric;
  create table invoice (id bigint primary key, state state, total amount);
  create view totals as select total from invoice;`;

const DROPS: readonly string[] = ['drop table', 'drop view', 'drop column'];

// Views that CASCADE drops. It also drops foreign keys, but their tables stay, so those do not count.
const viewsDropped = ({ kind, relation, flags, effects }: Change, context: RuleContext): readonly string[] =>
  DROPS.includes(kind) && flags.includes('cascade')
    ? visibleToOthers(
        effects.locks.map((lock) => lock.relation),
        context,
      ).filter((name) => name !== relation && context.kindOf(name)?.endsWith('view'))
    : [];

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
    { given, migration: 'drop table invoice cascade;' },
    { given, migration: 'alter table invoice drop column total cascade;' },
  ],
  good: [
    { given, migration: `create type draft as enum ('a'); drop type draft cascade;` },
    { given, migration: 'drop table invoice; drop type state;' },
  ],

  // DROP SCHEMA has a rule of its own.
  check({ kind, effects, changes }, context) {
    const views = changes.flatMap((change) => viewsDropped(change, context));
    if (views.length > 0) return `${subject([...new Set(views)], 'goes')} with it.`;
    if (!/^DROP (?:TYPE|DOMAIN|FUNCTION|PROCEDURE|ROUTINE|AGGREGATE|EXTENSION)$/.test(kind)) return null;
    const tables = heldAtLeast(effects, context, 'AccessExclusiveLock');
    return tables.length > 0 ? `What uses it in ${named(tables)} is dropped as well.` : null;
  },
});
