import { defineRule, named } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, due date, note text);
  create index invoice_customer_due on invoice (customer_id, due);
  create index invoice_note on invoice (note text_pattern_ops);
  create index invoice_due on invoice (due) where note is null;`;

export default defineRule({
  id: 'redundant-index',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'Every write keeps both indexes up to date, and no query needs the second one.',
  fix: 'Leave the index out: the one that is there answers the same searches.',
  source: 'https://www.postgresql.org/docs/18/indexes-multicolumn.html',
  about: ['create index'],

  bad: [
    { given, migration: 'create index concurrently on invoice (customer_id);' },
    { given, migration: 'create index concurrently on invoice (customer_id, due);' },
    { given, migration: 'create index concurrently on invoice (id);' },
  ],
  good: [
    { given, migration: 'create index concurrently on invoice (due, customer_id);' },
    { given, migration: 'create index concurrently on invoice (customer_id desc);' },
    { given, migration: 'create index concurrently on invoice (note);' },
    { given, migration: 'create index concurrently on invoice (due);' },
    { given, migration: 'create unique index concurrently on invoice (customer_id);' },
    { given, migration: 'create index concurrently on invoice using hash (customer_id);' },
  ],

  check({ changes }, context) {
    for (const { kind, relation, name, columns } of changes) {
      if (kind !== 'create index' || columns.length === 0) continue;
      const same = context
        .indexesOn(relation)
        .find((index) => index.plain && columns.every((column, i) => column === index.columns[i]));
      // CREATE INDEX IF NOT EXISTS of an existing index makes nothing.
      if (same && same.name !== name)
        return `\`${same.name}\` of ${named([relation])} begins with the same columns.`;
    }
    return null;
  },
});
