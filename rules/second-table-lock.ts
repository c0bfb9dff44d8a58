import { type Change, type CheckedStatement, defineRule, heldAtLeast, named } from '../src/check/rule.ts';

const given = `
  create table customer (id bigint primary key);
  create table invoice (id bigint primary key, customer_id bigint references customer);`;
const parted = `
  create table customer (id bigint primary key);
  create table event (id bigint, customer_id bigint references customer) partition by range (id);
  create table event_1 partition of event for values from (1) to (9);
  create table event_3 (id bigint, customer_id bigint);`;

const TOLD: readonly string[] = ['drop constraint', 'drop table', 'truncate'];

const isKey = ({ kind }: Change): boolean => kind === 'add foreign key';
const isToldKey = (change: Change): boolean =>
  isKey(change) && (change.notValid || change.effects.scans.length > 0);

const modeOf = (locks: CheckedStatement['effects']['locks'], relation: string): string | undefined =>
  locks.find((lock) => lock.relation === relation)?.mode;

export default defineRule({
  id: 'second-table-lock',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Another table than the one that is named is locked as well, until the transaction ends.',
  fix: 'Set a short `lock_timeout` and do nothing else in that transaction; drop a foreign key in a transaction of its own first.',
  source: 'https://www.postgresql.org/docs/18/sql-createtable.html#SQL-CREATETABLE-PARMS-REFERENCES',

  bad: [
    { given, migration: `alter table invoice drop column customer_id;` },
    { given, migration: `create table draft (customer_id bigint references customer);` },
    {
      given,
      migration: `create table draft (customer_id bigint);
        alter table draft add foreign key (customer_id) references customer;`,
    },
    { given, migration: `alter table invoice add column payer_id bigint references customer;` },
    { given, migration: `alter table customer alter column id type numeric;` },
    { given: parted, migration: `create table event_2 partition of event for values from (9) to (19);` },
    { given: parted, migration: `alter table event attach partition event_3 for values from (19) to (29);` },
    { given: parted, migration: `alter table event detach partition event_1;` },
  ],
  good: [
    {
      given,
      migration: `set lock_timeout = '2s';
        create table draft (customer_id bigint references customer);
        alter table draft add foreign key (customer_id) references customer;`,
    },
    { given, migration: `alter table invoice add column paid boolean;` },
    { given, migration: `alter table invoice add foreign key (id) references customer not valid;` },
    {
      given,
      migration: `create table payer (id bigint primary key);
        create table draft (customer_id bigint references payer);`,
    },
  ],

  // DROP TABLE, DROP CONSTRAINT, TRUNCATE and a foreign key that reads rows have rules of their own.
  check({ effects, changes }, context) {
    const isNewKey = (change: Change): boolean => isKey(change) && context.isNew(change.relation);
    if (changes.some((change) => TOLD.includes(change.kind) || (isToldKey(change) && !isNewKey(change))))
      return null;
    const isCreated = changes.some((change) => change.kind === 'create table' || isNewKey(change));
    const relations = changes.map(({ relation }) => relation);
    const others = heldAtLeast(effects, context, 'ShareRowExclusiveLock').filter(
      (relation) =>
        context.kindOf(relation)?.endsWith('table') &&
        (isCreated
          ? modeOf(effects.locks, relation) === 'ShareRowExclusiveLock'
          : context.kinship(relation, relations) === 'foreign key'),
    );
    // With a lock_timeout, a lock that is held only for a moment harms nobody.
    const isBrief = (context.lockTimeoutMs ?? 0) > 0 && (isCreated || effects.scans.length === 0);
    const strong = others.filter((other) => modeOf(effects.locks, other) === 'AccessExclusiveLock');
    const told = isBrief ? strong : others;
    if (told.length === 0) return null;
    const what = strong.length > 0 ? 'reads and writes' : 'writes';
    return `This stops ${what} of ${named(told)} as well, which it is not about.`;
  },
});
