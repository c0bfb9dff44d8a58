import { defineRule } from '../src/check/rule.ts';

export default defineRule({
  id: 'constrained-domain',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'A check of a domain can be changed only with a scan of every table that uses it, all locked at once.',
  fix: 'Write the check on each table, where it can be added `NOT VALID`.',
  source: 'https://www.postgresql.org/docs/18/sql-createdomain.html',
  about: ['create domain'],

  bad: [
    { given: '', migration: `create domain amount as numeric check (value > 0);` },
    { given: '', migration: `create domain name as text not null;` },
  ],
  good: [
    { given: '', migration: `create domain amount as numeric;` },
    { given: '', migration: `create domain amount as numeric default 0;` },
  ],

  check({ changes }) {
    const made = changes.find(({ kind }) => kind === 'create domain');
    return made ? `\`${made.name}\` carries a check.` : null;
  },
});
