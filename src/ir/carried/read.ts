import { comment } from '../../carried/comment.ts';
import { grants } from '../../carried/grants.ts';
import type { IdentifiedKind } from '../../carried/identified.ts';
import { type CarriedKind, FIRST_USER_OID } from '../../carried/kind.ts';
import { AFTER_TABLES, BEFORE_TABLES } from '../../carried/kinds.ts';
import { owner } from '../../carried/owner.ts';
import { SqlError } from '../../sql/error.ts';
import type { Session } from '../../world/engine.ts';
import { rowsAsJson } from '../introspect/rows-as-json.ts';
import type { CarriedObject, ObjectId } from '../schema.ts';

/** `pg_class 16385`: an object as `pg_depend` names it. */
export type Reference = `${string} ${string}`;

interface Row {
  readonly class: string;
  readonly oid: string;
  readonly subid: number;
  readonly what: string;
  /** As `pg_identify_object` gives them: `function`, `public.f(integer)`. */
  readonly type: string;
  readonly identity: string | null;
  readonly definition: string;
  readonly roles: readonly string[] | null;
}

interface Dependency {
  readonly class: string;
  readonly oid: string;
  readonly ofClass: string;
  readonly ofOid: string;
}

const ABOUT = [owner, grants, comment];
const KINDS = [...BEFORE_TABLES, ...AFTER_TABLES];

/**
 * Everything that the SDL can't express, with what each object needs. Within an open transaction, under a search_path of
 * pg_catalog alone.
 *
 * @param managed Ids of what the SDL can express, by its place in the catalog.
 */
export async function readCarried(
  session: Session,
  managed: ReadonlyMap<Reference, ObjectId>,
): Promise<readonly CarriedObject[]> {
  const { major, present } = await probe(session);
  const queries = [
    ...KINDS.filter(({ what }) => present.has(what)).map((kind) => rowsOf(kind, major)),
    ...ABOUT.filter(({ what }) => present.has(what)).map(identifiedRows),
  ];
  const rows = queries.length === 0 ? [] : await rowsAsJson<Row>(session, queries.join('\nunion all '));
  const own = rows.filter((row) => row.what !== 'comment' || !isManaged(row, managed));
  if (own.length === 0) return [];
  const ids = new Map(managed);
  for (const row of own) if (row.subid === 0 && !about(row)) ids.set(`${row.class} ${row.oid}`, idOf(row));
  const needs = new Map<ObjectId, Set<ObjectId>>();
  for (const row of await rowsAsJson<Dependency>(session, DEPENDENCIES)) {
    const [id, other] = [ids.get(`${row.class} ${row.oid}`), ids.get(`${row.ofClass} ${row.ofOid}`)];
    if (id === undefined || other === undefined || id === other) continue;
    needs.set(id, (needs.get(id) ?? new Set()).add(other));
  }
  return own.map((row): CarriedObject => {
    const target = about(row) ? ids.get(`${row.class} ${row.oid}`) : undefined;
    return {
      kind: 'carried',
      id: idOf(row),
      what: row.what,
      definition: row.definition,
      needs: target === undefined ? [...(needs.get(idOf(row)) ?? [])].toSorted() : [target],
      roles: row.roles ?? [],
      comment: null,
      declared: null,
    };
  });
}

const about = ({ what }: Pick<Row, 'what'>): boolean => ABOUT.some((kind) => kind.what === what);

// The comment of a schema, a table, a column and the like is a fact of theirs; that of a view's column is not.
const isManaged = (row: Row, managed: ReadonlyMap<Reference, ObjectId>): boolean =>
  managed.has(`${row.class} ${row.oid}`);

/** `carried:function public.f(text)`, `carried:grants on table public.t`. */
function idOf({ what, type, identity }: Row): ObjectId {
  // It was dropped after the snapshot was taken, as "cache lookup failed" is.
  if (identity === null)
    throw new SqlError('an object is gone while it is read', { sqlState: 'XX000', sql: '' });
  const name = identity.replace(/(?<![\w"])pg_catalog\./g, '');
  return `carried:${what} ${about({ what }) ? `on ${type} ` : ''}${name}`;
}

/** The server's major version and the kinds that a user has any of: most have none, and reading them would cost. */
async function probe(
  session: Session,
): Promise<{ readonly major: number; readonly present: ReadonlySet<string> }> {
  const each = [
    ...KINDS.map(({ what, catalog, probed = catalog, probe: condition = 'true' }) => [
      what,
      `select from pg_catalog.${probed} c where c.oid >= ${FIRST_USER_OID} and ${condition}`,
    ]),
    ...ABOUT.map(({ what, probe: query }) => [what, query]),
  ].map(([what, query]) => `case when exists (${query}) then '${what}' end`);
  const [row] = await session.query<{ major: number; present: readonly (string | null)[] }>(
    `select pg_catalog.current_setting('server_version_num')::pg_catalog.int4 / 10000 as major, array[${each.join(', ')}] as present`,
  );
  return { major: row?.major ?? 0, present: new Set((row?.present ?? []).filter((what) => what !== null)) };
}

const rowsOf = (kind: CarriedKind, major: number): string => `
  select '${kind.catalog}' as class, k.oid::pg_catalog.text as oid, 0 as subid, '${kind.what}' as what, i.type, i.identity, k.definition,
    ${kind.namesRoles ? 'k.roles' : 'null::pg_catalog.text[]'} as roles
  from (${kind.query(major)}) k cross join lateral pg_catalog.pg_identify_object('pg_catalog.${kind.catalog}'::pg_catalog.regclass, k.oid, 0) i`;

const identifiedRows = ({ what, query }: IdentifiedKind): string => `
  select k.classid::pg_catalog.regclass::pg_catalog.text as class, k.oid::pg_catalog.text as oid, k.subid, '${what}' as what, k.type, k.identity, k.definition, k.roles
  from (${query}) k where k.definition is not null`;

/**
 * Which object needs which. What needs a row type or an array needs the table or the element; what needs a member of an
 * extension needs the extension; a view needs what its rule does. What only tables need is left out: all carried objects
 * that they may need come before them.
 */
const DEPENDENCIES = `
  select distinct case d.classid when 'pg_catalog.pg_rewrite'::pg_catalog.regclass then 'pg_class' else d.classid::pg_catalog.regclass::pg_catalog.text end as class,
    (case d.classid when 'pg_catalog.pg_rewrite'::pg_catalog.regclass then w.ev_class else d.objid end)::pg_catalog.text as oid,
    case when x.refobjid is not null then 'pg_extension' when coalesce(t.typrelid, e.typrelid, 0) <> 0 then 'pg_class' else d.refclassid::pg_catalog.regclass::pg_catalog.text end as "ofClass",
    coalesce(x.refobjid, nullif(t.typrelid, 0), nullif(e.typrelid, 0), e.oid, r.rngtypid, d.refobjid)::pg_catalog.text as "ofOid"
  from pg_catalog.pg_depend d
  left join pg_catalog.pg_rewrite w on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and w.oid = d.objid and w.rulename = '_RETURN'
  left join pg_catalog.pg_class c on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and c.oid = d.objid
  left join pg_catalog.pg_type t on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and t.oid = d.refobjid
  left join pg_catalog.pg_type e on t.typelem <> 0 and t.typcategory = 'A' and e.oid = t.typelem
  left join pg_catalog.pg_range r on d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass and r.rngmultitypid = d.refobjid
  left join pg_catalog.pg_depend x on x.classid = d.refclassid and x.objid = d.refobjid and x.deptype = 'e'
  where d.objid >= ${FIRST_USER_OID} and d.refobjid >= ${FIRST_USER_OID} and d.deptype in ('n', 'a', 'i')
    and d.classid not in ('pg_catalog.pg_constraint'::pg_catalog.regclass, 'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass)
    and (d.classid <> 'pg_catalog.pg_class'::pg_catalog.regclass or c.relkind in ('v', 'm', 'f', 'c'))
    and (d.classid <> 'pg_catalog.pg_rewrite'::pg_catalog.regclass or w.oid is not null)
  union all
  select 'pg_type', k.contypid::pg_catalog.text, coalesce(case when x.refobjid is not null then 'pg_extension' end, d.refclassid::pg_catalog.regclass::pg_catalog.text),
    coalesce(x.refobjid, d.refobjid)::pg_catalog.text
  from pg_catalog.pg_constraint k join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and d.objid = k.oid
  left join pg_catalog.pg_depend x on x.classid = d.refclassid and x.objid = d.refobjid and x.deptype = 'e'
  where k.contypid <> 0 and d.refobjid >= ${FIRST_USER_OID}
  union all
  select 'pg_rewrite', w.oid::pg_catalog.text, d.refclassid::pg_catalog.regclass::pg_catalog.text, d.refobjid::pg_catalog.text
  from pg_catalog.pg_rewrite w join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass and d.objid = w.oid where w.rulename <> '_RETURN'`;
