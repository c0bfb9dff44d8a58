import type { PolicyCommand, PolicyObject } from '../ir/schema.ts';
import { type Expression, readExpression } from './expression.ts';
import { outcome, RAISED, type Row, scopeOf } from './rules.ts';

/** Who asks, and under which settings. */
export interface Session {
  readonly user: string;
  /** Roles the user is a member of, itself included. */
  readonly roles: readonly string[];
  readonly settings: ReadonlyMap<string, string>;
}

interface PolicyTerms {
  readonly policy: PolicyObject;
  readonly using: Expression | null;
  readonly check: Expression | null;
}

/** The policies of one table, ready to be asked. */
export interface Security {
  /** Columns that a policy reads. */
  readonly columns: readonly string[];
  /** Settings that a policy reads. */
  readonly settings: readonly string[];
  readonly terms: readonly PolicyTerms[];
}

/** What a policy decides about: which rows a verb sees, or which new rows it may write. */
export type Question = 'select' | 'insert' | 'update' | 'updated' | 'delete';

const COMMANDS: Readonly<Record<Question, PolicyCommand>> = {
  select: 'SELECT',
  insert: 'INSERT',
  update: 'UPDATE',
  updated: 'UPDATE',
  delete: 'DELETE',
};

export function securityOf(policies: readonly PolicyObject[]): Security | { readonly unsupported: string } {
  const terms: PolicyTerms[] = [];
  for (const policy of policies) {
    const using = policy.using === null ? null : readExpression(policy.using);
    const check = policy.check === null ? null : readExpression(policy.check);
    for (const expression of [using, check]) {
      if (expression && 'unsupported' in expression)
        return { unsupported: `policy ${policy.name}: ${expression.unsupported}` };
    }
    terms.push({ policy, using: using as Expression | null, check: check as Expression | null });
  }
  const all = terms.flatMap(({ using, check }) => [using, check]).filter((expression) => expression !== null);
  return {
    columns: [...new Set(all.flatMap(({ columns }) => columns))],
    settings: [...new Set(all.flatMap(({ settings }) => settings))],
    terms,
  };
}

/**
 * Whether row security allows it: some permissive policy and every restrictive one. An expression that raises shows
 * nothing and lets nothing in: `false`, too. `undefined` where PostgreSQL's answer isn't known here.
 *
 * @see https://www.postgresql.org/docs/18/sql-createpolicy.html "Policies Applied by Command Type"
 */
export const allows = (
  security: Security,
  question: Question,
  row: Row,
  session: Session,
): boolean | undefined => judgeOf(security, question, session)(row);

/** What row security says to one question of one session. */
export type Judge = (row: Row) => boolean | undefined;

/** `allows` with everything but the row settled: a search asks it thousands of times. */
export function judgeOf(security: Security, question: Question, session: Session): Judge {
  const asked = security.terms.filter(({ policy }) => concerns(policy, question, session));
  const judged = (permissive: boolean): readonly Expression[] =>
    asked
      .filter(({ policy }) => policy.permissive === permissive)
      .flatMap((terms) => termFor(terms, question) ?? []);
  const [permissive, restrictive] = [judged(true), judged(false)];
  return (row) => {
    const scope = scopeOf(row, session.settings, session.user);
    const restricted = restrictive.map((term) => outcome(term, scope));
    if (restricted.some((value) => value !== true && value !== undefined)) return false;
    const permitted = permissive.map((term) => outcome(term, scope));
    // Whether PostgreSQL asks the one that raises, once another has said yes, is its own choice.
    if (permitted.includes(true))
      return restricted.includes(undefined) || permitted.includes(RAISED) ? undefined : true;
    return permitted.includes(undefined) ? undefined : false;
  };
}

/** Whether a policy that one of the questions asks may answer with an error, for this row or by what it is. */
export function mayRaise(
  security: Security,
  questions: readonly Question[],
  row: Row,
  session: Session,
): boolean {
  const scope = scopeOf(row, session.settings, session.user);
  return questions.some((question) =>
    security.terms
      .filter(({ policy }) => concerns(policy, question, session))
      .flatMap((terms) => termFor(terms, question) ?? [])
      .some((term) => term.mayRaise || outcome(term, scope) === RAISED),
  );
}

// A new row is judged by WITH CHECK, and by USING where a policy has none.
const termFor = ({ using, check }: PolicyTerms, question: Question): Expression | null =>
  question === 'insert' || question === 'updated' ? (check ?? using) : using;

/** One way in which row security may say no. */
export interface Refusal {
  /** What keeps the row back, for a report. */
  readonly by: string;
  /** Whether this, and nothing else, keeps the row back. */
  readonly alone: (row: Row) => boolean;
  /** Whether this keeps the row back, whatever else does. */
  readonly atAll: (row: Row) => boolean;
}

/** The ways in which a question can be refused: by each restrictive policy, and for want of a permissive one. */
export function refusalsOf(security: Security, question: Question, session: Session): readonly Refusal[] {
  const asked = security.terms.filter(({ policy }) => concerns(policy, question, session));
  const only = (terms: readonly PolicyTerms[]): Judge => judgeOf({ ...security, terms }, question, session);
  // Asked by itself, a restrictive policy has to be read as one that lets through.
  const open = ({ policy, ...term }: PolicyTerms): PolicyTerms => ({
    ...term,
    policy: { ...policy, permissive: true },
  });
  const whole = only(asked);
  const refused = (row: Row): boolean => whole(row) === false;
  const restrictive = asked.filter(({ policy }) => !policy.permissive);
  const alone = restrictive.map((term) => only([open(term)]));
  const permissive = only(asked.filter(({ policy }) => policy.permissive));
  return [
    ...restrictive.map((term, i) => {
      const others = only(asked.filter((other) => other !== term));
      return {
        by: `policy ${term.policy.name} keeps back`,
        alone: (row: Row) => refused(row) && others(row) === true,
        atAll: (row: Row) => refused(row) && alone[i]?.(row) === false,
      };
    }),
    {
      by: 'no policy lets through',
      alone: (row) => refused(row) && alone.every((judge) => judge(row) === true),
      atAll: (row) => refused(row) && permissive(row) === false,
    },
  ];
}

const concerns = (policy: PolicyObject, question: Question, session: Session): boolean =>
  (policy.command === 'ALL' || policy.command === COMMANDS[question]) &&
  (policy.roles.length === 0 || policy.roles.some((role) => session.roles.includes(role)));
