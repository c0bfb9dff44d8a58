import { refusesTransaction, statementsOf } from './refuses-transaction.ts';
import type { Runner, Section } from './runner.ts';

/**
 * Supabase sends the statements of a file together, in one implicit transaction. Since 2026 it runs statements that
 * refuse a transaction by themselves in between; older versions fail at them.
 */
export const supabase: Runner = {
  name: 'supabase',
  source: 'https://github.com/supabase/cli/pull/5671',
  recognises: ({ path }) => /(?:^|\/)supabase\/migrations\/\d{14}_[^/]+\.sql$/.test(path),
  sections: ({ text }) => [
    { from: 0, sharing: 'one string' },
    ...statementsOf(text).flatMap((statement, i, all): Section[] => {
      const [alone, followsOne] = [
        refusesTransaction(statement),
        i > 0 && all.slice(i - 1, i).some(refusesTransaction),
      ];
      if (alone) return [{ from: statement.start, sharing: 'apart' }];
      return followsOne ? [{ from: statement.start, sharing: 'one string' }] : [];
    }),
  ],
};
