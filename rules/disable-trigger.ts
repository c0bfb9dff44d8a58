import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = 'create table invoice (id bigint primary key, note text);';

export default defineRule({
  id: 'disable-trigger',
  severity: 'warning',
  lock: 'ShareRowExclusiveLock',
  work: 'catalog only',
  why: 'Writes wait, and from then on nobody’s writes fire the triggers, those of foreign keys included.',
  fix: 'Write `SET LOCAL session_replication_role = replica` in the transaction that has to go past them: it is for that session only.',
  source: 'https://www.postgresql.org/docs/18/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER',
  about: ['disable trigger'],

  bad: [
    { given, migration: 'alter table invoice disable trigger all;' },
    { given, migration: 'alter table invoice disable trigger user;' },
  ],
  good: [
    { given, migration: 'alter table invoice enable trigger all;' },
    { given, migration: 'create table draft (id bigint); alter table draft disable trigger all;' },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'disable trigger');
    if (!change) return null;
    const which = change.name ? `Trigger \`${change.name}\`` : 'No trigger';
    return `${which} of ${named([change.relation])} ${change.name ? 'no longer ' : ''}fires, for anybody.`;
  },
});
