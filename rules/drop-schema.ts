import { defineRule, exposed, subject, visibleToOthers } from '../src/check/rule.ts';

const given = 'create schema billing; create table billing.invoice (id bigint primary key);';

export default defineRule({
  id: 'drop-schema',
  severity: 'error',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Every table in it goes with all of its rows, whoever still reads them.',
  fix: 'Drop the objects by name, one transaction each, when nothing has used them for a while, and then the empty schema.',
  source: 'https://www.postgresql.org/docs/18/sql-dropschema.html',
  about: ['drop schema'],

  bad: [{ given, migration: 'drop schema billing cascade;' }],
  good: [
    { given, migration: 'create schema draft; create table draft.t (id bigint); drop schema draft cascade;' },
    { given: 'create schema billing;', migration: 'drop schema billing;' },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'drop schema');
    const tables = visibleToOthers(
      statement.effects.locks.map(({ relation }) => relation),
      context,
    );
    if (
      change?.flags.includes('cascade') &&
      statement.effects.locks.length === 0 &&
      context.isSchemaUsed(change.relation)
    )
      return `Whatever is in \`${change.relation}\` goes with it.`;
    return change && tables.length > 0 ? `${subject(tables, 'goes')} with the schema, rows and all.` : null;
  },
});
