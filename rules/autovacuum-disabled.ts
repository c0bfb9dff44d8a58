import { defineRule, exposed, named } from '../src/check/rule.ts';

const given = `create table invoice (id bigint primary key);`;

export default defineRule({
  id: 'autovacuum-disabled',
  severity: 'warning',
  lock: 'ShareUpdateExclusiveLock',
  work: 'catalog only',
  why: 'Dead rows pile up and statistics go stale, until a vacuum against wraparound comes at the worst time.',
  fix: 'Tune `autovacuum_vacuum_scale_factor` of the table, or turn it on again in the same file.',
  source: 'https://www.postgresql.org/docs/18/routine-vacuuming.html#AUTOVACUUM',
  about: ['set options'],

  bad: [{ given, migration: `alter table invoice set (autovacuum_enabled = false);` }],
  good: [
    { given, migration: `alter table invoice set (autovacuum_vacuum_scale_factor = 0.05);` },
    { given, migration: `alter table invoice set (autovacuum_enabled = true);` },
    {
      given,
      migration: `create table draft (id bigint);
        alter table draft set (autovacuum_enabled = false);`,
    },
  ],

  check(statement, context) {
    const [change] = exposed(statement, context, 'set options').filter(({ flags }) =>
      flags.includes('autovacuum off'),
    );
    return change ? `Nothing cleans up ${named([change.relation])} from now on.` : null;
  },
});
