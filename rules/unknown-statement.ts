import { defineRule } from '../src/check/rule.ts';

const given = `
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20));
  insert into invoice select n, n, 'x' from generate_series(1, 9) n;`;

export default defineRule({
  id: 'unknown-statement',
  severity: 'warning',
  lock: null,
  work: null,
  why: 'What this statement locks cannot be told from its text, so nothing here speaks for it.',
  fix: 'Write the statements out, or check on a copy of the database what it locks.',
  source: 'https://www.postgresql.org/docs/18/explicit-locking.html#LOCKING-TABLES',

  bad: [
    {
      given,
      migration: `do $$ declare t text; begin select 'invoice' into t; execute 'alter table ' || t || ' add column paid boolean'; end $$;`,
    },
  ],
  good: [
    {
      given,
      migration: `do $$ begin null; end $$;`,
    },
    {
      given,
      migration: `alter table invoice add column paid boolean;`,
    },
  ],

  check({ kind, effects, templated }, { reportedBefore }) {
    // A file of templates would have such a statement everywhere: one report is enough.
    if (templated && reportedBefore) return null;
    // What a trigger runs is nothing that the author of an UPDATE can change.
    if (/^(?:INSERT|UPDATE|DELETE|MERGE|COPY)$/.test(kind)) return null;
    return effects.hidden ? `The locks of this ${kind} are not known: it ${effects.hidden}.` : null;
  },
});
