import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note text);`;

const WRITES: readonly string[] = ['insert rows', 'write every row', 'write rows'];

export default defineRule({
  id: 'data-in-migration',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'Rows are written by the same file that changes the schema: it holds its locks longer, and cannot be run in parts.',
  fix: 'Write rows in a job of its own, in batches, outside the migration.',
  source: 'https://www.postgresql.org/docs/18/populate.html',

  bad: [
    { given, migration: `update invoice set note = 'x' where id = 1;` },
    { given, migration: `delete from invoice where id = 1;` },
  ],
  good: [
    {
      given,
      migration: `create table kind (name text primary key);
        insert into kind values ('a');`,
    },
    { given, migration: `alter table invoice add column paid boolean;` },
  ],

  check({ changes }, context) {
    const written = changes.find(({ kind, relation }) => WRITES.includes(kind) && !context.isNew(relation));
    return written ? `This writes rows of ${named([written.relation])}.` : null;
  },
});
