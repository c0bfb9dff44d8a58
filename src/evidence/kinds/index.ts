import check from './check.ts';
import plan from './plan.ts';
import rehearsal from './rehearsal.ts';
import schema from './schema.ts';
import tests from './tests.ts';

/** Every kind of evidence, in the order of the links in the chain. Each kind is defined in a file of its name. */
export const KINDS = { schema, plan, check, rehearsal, tests } as const;
