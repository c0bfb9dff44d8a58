import check from './check.ts';
import plan from './plan.ts';
import rehearsal from './rehearsal.ts';
import schema from './schema.ts';
import tests from './tests.ts';

/** What a certificate's evidence is of, in the order of the chain. Each kind is a file named after it. */
export const KINDS = { schema, plan, check, rehearsal, tests } as const;
