import { quoteLiteral, quoteQualified } from '../sql/identifier.ts';
import { localNames, OWN_NAMES } from '../sql/names.ts';
import { onlyRow } from '../sql/only-row.ts';
import type { Session } from '../world/engine.ts';
import { asExtension, type ExtensionRow } from './frame.ts';
import {
  type FamilyRow,
  familiesOf,
  type OperatorClassRow,
  operatorClassesOf,
  operatorClassOf,
} from './operator-classes.ts';
import {
  type CastRow,
  castOf,
  castsOf,
  familyOf,
  type OperatorRow,
  operatorOf,
  operatorsOf,
} from './operators.ts';
import {
  languageOf,
  languagesOf,
  type MethodRow,
  methodOf,
  methodsOf,
  type NameRow,
  type RelationRow,
  relationOf,
  relationsOf,
  schemasOf,
  wrapperOf,
  wrappersOf,
} from './others.ts';
import { aggregateOf, type RoutineRow, routineOf, routinesOf } from './routines.ts';
import { baseTypeOf, plainTypeOf, schemaOf, shellOf, type TypeRow, typesOf } from './types.ts';

/**
 * SQL that makes an extension of the same name out of stand-ins, for an engine that lacks it: everything that its
 * members are needed for can be created and compared there, and PostgreSQL prints them as the real ones. Values are
 * kept as text; functions refuse to run.
 *
 * Read within the open transaction, whose search_path it leaves at `pg_catalog`. Not made: the rows of the extension's
 * tables, casts of a type to itself, aggregates over types that only C knows, text search objects, event triggers.
 *
 * @param uses All SQL that may name a function of it; functions of other names are left out, unless an operator or a
 *   cast calls them. `null`: nothing is left out, which costs a third of a second for the 776 of PostGIS.
 * @throws {Error} when the database has no such extension.
 */
export async function standIns(
  session: Session,
  extension: string,
  uses: string | null = null,
): Promise<string> {
  await session.run(localNames(OWN_NAMES));
  const rows = await session.query<ExtensionRow & { oid: string }>(
    `select e.oid::text as oid, e.extname as name, n.nspname as schema, e.extversion as version
     from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = ${quoteLiteral(extension)}`,
  );
  const { oid, ...frame } = onlyRow(rows, `the extension ${extension}`);
  return asExtension(frame, await membersOf(session, { oid, extension, uses }));
}

interface Wanted {
  readonly oid: string;
  readonly extension: string;
  readonly uses: string | null;
}

async function membersOf(session: Session, { oid, extension, uses }: Wanted): Promise<readonly string[]> {
  const member = (catalog: string, id: string): string => `exists (select from pg_depend d_
    where d_.classid = '${catalog}'::regclass and d_.objid = ${id} and d_.refclassid = 'pg_extension'::regclass and d_.refobjid = ${oid} and d_.deptype = 'e')`;
  const read = <Row extends object>(query: (of: typeof member) => string): Promise<readonly Row[]> =>
    session.query<Row>(query(member));
  const types = await read<TypeRow>(typesOf);
  const operators = await read<OperatorRow>(operatorsOf);
  const casts = await read<CastRow>(castsOf);
  const routines = (await read<RoutineRow>(routinesOf)).filter(isWanted(uses, [...operators, ...casts]));
  const base = types.filter(({ kind }) => kind === 'b');
  const seen = new Set<string>();
  return [
    ...(await read<NameRow>(schemasOf)).map(({ name }) => schemaOf(name)),
    ...base.map(shellOf),
    ...base.flatMap(baseTypeOf),
    ...types.filter(({ kind }) => kind !== 'b').map(plainTypeOf),
    ...(await read<MethodRow>(methodsOf)).map(methodOf),
    ...(await read<NameRow>(languagesOf)).map(languageOf),
    ...(await read<NameRow>(wrappersOf)).map(wrapperOf),
    ...(await read<RelationRow>(relationsOf)).map(relationOf),
    ...routines.filter(({ kind }) => kind !== 'a').map((row) => routineOf(row, extension)),
    ...routines.flatMap((row, i) => (row.kind === 'a' ? aggregateOf(row, extension, i) : [])),
    ...operators.map(operatorOf),
    ...casts.map(castOf),
    ...(await read<FamilyRow>(familiesOf)).map(({ schema, name, method }) => familyOf(schema, name, method)),
    ...(await read<OperatorClassRow>(operatorClassesOf)).flatMap((row) => operatorClassOf(row, seen)),
  ];
}

/** Whether a routine may be called: by a text, or by an operator or a cast, whose functions are written qualified. */
function isWanted(
  uses: string | null,
  callers: readonly { readonly function: string | null }[],
): (row: RoutineRow) => boolean {
  if (uses === null) return () => true;
  const words = new Set(uses.toLowerCase().match(/[\p{L}\p{N}_$]+/gu));
  const called = new Set(callers.map((caller) => (caller.function ?? '').replace(/\(.*/, '')));
  return ({ schema, name }) => words.has(name.toLowerCase()) || called.has(quoteQualified(schema, name));
}
