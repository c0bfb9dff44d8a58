import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

export default defineRule({
  id: 'savepoint-cost',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Every savepoint that writes uses up a transaction id, and past 64 in one transaction every snapshot becomes slower for everybody.',
  fix: 'Leave it out: a migration that fails is run again as a whole.',
  source: 'https://www.postgresql.org/docs/18/subxacts.html',

  bad: [
    {
      given,
      migration: `begin;
        savepoint a;
        update invoice set note = 'x' where id = 1;
        commit;`,
    },
  ],
  good: [
    {
      given,
      migration: `begin;
        update invoice set note = 'x' where id = 1;
        commit;`,
    },
  ],

  check({ kind }, { transaction }) {
    return kind === 'SAVEPOINT' && transaction ? 'A subtransaction begins here.' : null;
  },
});
