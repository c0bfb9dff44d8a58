import { type Runner, type Section, whole } from './runner.ts';

const HEAD = /^\uFEFF?\s*--\s*liquibase\s+formatted\s+sql\b/i;

/**
 * Liquibase runs each changeset of a file in a transaction of its own, unless it says otherwise, and sends its
 * statements one by one.
 */
export const liquibase: Runner = {
  name: 'liquibase',
  source: 'https://docs.liquibase.com/concepts/changelogs/attributes/run-in-transaction.html',
  recognises: ({ text }) => HEAD.test(text),
  sections: ({ text }) => {
    const sets = [...text.matchAll(/^[^\S\n]*--[^\S\n]*changeset\b(.*)$/gim)].map(
      ({ index, 1: attributes = '' }): Section => ({
        from: index,
        sharing: /\brunInTransaction:\s*"?false\b/i.test(attributes) ? 'apart' : 'transaction',
      }),
    );
    return [...whole('transaction'), ...sets];
  },
};
