import type { PolicyCommand, PolicyObject } from '../ir/schema.ts';
import { type Expression, readExpression } from './expression.ts';
import { outcome, RAISED, type Row, scopeOf } from './rules.ts';

/** A database session: its user and its settings. */
export interface Session {
  readonly user: string;
  /** Roles that the user is a member of, the user included. */
  readonly roles: readonly string[];
  readonly settings: ReadonlyMap<string, string>;
}

interface PolicyTerms {
  readonly policy: PolicyObject;
  readonly using: Expression | null;
  readonly check: Expression | null;
}

/** The row security policies of one table, parsed. */
export interface Security {
  /** Columns that a policy reads. */
  readonly columns: readonly string[];
  /** Settings that a policy reads. */
  readonly settings: readonly string[];
  readonly terms: readonly PolicyTerms[];
}

/**
 * What policies decide: which rows a verb sees, or which new rows it may write (`insert`, and `updated` for the new
 * form of a row).
 */
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
 * Whether row security allows it: at least one permissive policy and every restrictive one say yes. An expression
 * that raises an error counts as no, because nothing is shown or written then. `undefined` when PostgreSQL's answer
 * isn't known here.
 *
 * @see https://www.postgresql.org/docs/18/sql-createpolicy.html "Policies Applied by Command Type"
 */
export const allows = (
  security: Security,
  question: Question,
  row: Row,
  session: Session,
): boolean | undefined => judgeOf(security, question, session)(row);

/** The answer of row security for a row, with question and session fixed. */
export type Judge = (row: Row) => boolean | undefined;

/** `allows` for many rows: a search asks thousands of times, so everything but the row is prepared once. */
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
    // One policy says yes and another raises an error. PostgreSQL may or may not evaluate the second one, so the
    // answer isn't known.
    if (permitted.includes(true))
      return restricted.includes(undefined) || permitted.includes(RAISED) ? undefined : true;
    return permitted.includes(undefined) ? undefined : false;
  };
}

/** Whether a policy that one of the questions involves may raise an error: for this row, or for some value at all. */
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

// A new row is checked by WITH CHECK, or by USING when a policy has no WITH CHECK.
const termFor = ({ using, check }: PolicyTerms, question: Question): Expression | null =>
  question === 'insert' || question === 'updated' ? (check ?? using) : using;

/** One reason for which row security refuses a row. */
export interface Refusal {
  /** What keeps the row back, for a report. */
  readonly by: string;
  /** Whether this reason, and no other, keeps the row back. */
  readonly alone: (row: Row) => boolean;
  /** Whether this reason keeps the row back; others may too. */
  readonly atAll: (row: Row) => boolean;
}

/**
 * Every reason for which a question can be refused: each restrictive policy, and that no permissive policy says yes.
 */
export function refusalsOf(security: Security, question: Question, session: Session): readonly Refusal[] {
  const asked = security.terms.filter(({ policy }) => concerns(policy, question, session));
  const only = (terms: readonly PolicyTerms[]): Judge => judgeOf({ ...security, terms }, question, session);
  // A restrictive policy alone lets nothing through. To ask what it says by itself, it is asked as a permissive one.
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
