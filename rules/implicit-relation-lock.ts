import { defineRule, heldAtLeast, subject } from '../src/check/rule.ts';

// Statements that this rule is about. Relations reached by CASCADE, domains and foreign keys are left to other rules.
const BY_REACH =
  /^(?:DROP OWNED|REASSIGN OWNED|CREATE VIEW|DROP (?:VIEW|MATERIALIZED VIEW|SEQUENCE|POLICY|RULE|SERVER))$/;

export default defineRule({
  id: 'implicit-relation-lock',
  severity: 'warning',
  lock: 'AccessExclusiveLock',
  work: 'catalog only',
  why: 'Relations that the statement does not name are locked, and who reads it cannot tell which queries will wait.',
  fix: 'Name what is to change, object by object, in statements of their own.',
  source: 'https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES',

  bad: [
    {
      given:
        'create role keeper; create table invoice (id bigint primary key); alter table invoice owner to keeper;',
      migration: `drop owned by keeper;`,
    },
  ],
  good: [
    {
      given: 'create table invoice (id bigint primary key); create view paid as select id from invoice;',
      migration: `drop view paid;`,
    },
    {
      given: 'create table invoice (id bigint primary key);',
      migration: `alter table invoice add column paid boolean;`,
    },
  ],

  check({ kind, effects, names }, context) {
    if (!BY_REACH.test(kind)) return null;
    const reached = heldAtLeast(effects, context, 'ShareRowExclusiveLock').filter(
      (relation) => !names(relation),
    );
    return reached.length > 0 ? `${subject(reached, 'is')} locked, which the statement does not name.` : null;
  },
});
