import { defineRule, named } from '../src/check/rule.ts';

const given = `create type state as enum ('new', 'paid');`;

export default defineRule({
  id: 'enum-value-order',
  severity: 'warning',
  optIn: true,
  lock: null,
  work: null,
  why: 'The value sorts after all others, and no value of an enum can be moved.',
  fix: 'Say where it belongs: `ADD VALUE … AFTER …`.',
  source: 'https://www.postgresql.org/docs/18/sql-altertype.html',
  about: ['add enum value'],

  bad: [{ given, migration: `alter type state add value 'void';` }],
  good: [
    { given, migration: `alter type state add value 'void' after 'paid';` },
    { given, migration: `alter type state add value 'draft' before 'new';` },
  ],

  check({ changes }, context) {
    const added = changes.find(
      ({ kind, relation, flags }) =>
        kind === 'add enum value' && flags.includes('unplaced') && !context.isNewType(relation),
    );
    return added ? `\`${added.name}\` goes to the end of ${named([added.relation])}.` : null;
  },
});
