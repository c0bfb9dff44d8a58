import { lookup } from '../../replay/catalog.ts';
import { kindOf } from '../../replay/constraint-from.ts';
import { defaultName } from '../../replay/default-name.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { fieldNode, namesOf, textOf } from '../../sql/node.ts';
import type { Token } from '../../sql/tokens.ts';
import type { Edit, Rewrite } from '../rule.ts';
import { type Added, type Alter, addedConstraints, alterOf, namingEdit, withoutParts } from './alter.ts';
import { requiredBy } from './not-null.ts';
import {
  replaced,
  type StatementSource,
  said,
  sliceOf,
  withSpaceBefore,
  wordAt,
} from './statement-source.ts';

type Kind = 'unique' | 'primary key';

/** Builds the index concurrently first; the constraint then takes it over (USING INDEX). */
export function keyFromIndex(source: StatementSource, kind: Kind): Rewrite | string {
  const alter = alterOf(source);
  if (!alter) return 'only ALTER TABLE of a table can be mended';
  if (alter.ifExists) return 'with IF EXISTS the index would have to be built only if the table is there';
  const keys = addedConstraints(source, alter).filter(({ definition }) => kindOf(definition) === kind);
  const plain = keys.filter(({ definition }) => definition['indexname'] === undefined);
  if (plain.length === 0) return withRequired(source, alter, keys);
  if (plain.some(({ definition }) => definition['without_overlaps'] === true))
    return 'a key WITHOUT OVERLAPS cannot take over an index';
  if (plain.some(({ column }) => column && kind === 'primary key'))
    return 'the primary key stands at a new column, which old rows have no value for: add the column first';
  if (plain.some(({ column, part }) => column && part.command['missing_ok']))
    return 'with ADD COLUMN IF NOT EXISTS the key comes only with the column';
  const names = new Set<string>();
  const made = plain.map((added) => {
    const key = keyOf(source, alter, added, kind, names);
    names.add(key.name);
    return key;
  });
  const canStay =
    plain.every(({ column }) => column === null) &&
    !alter.parts.some(({ subtype }) => /^AT_(?:AddColumn|AlterColumnType)$/.test(subtype));
  if (canStay) return inPlace(made);
  return needsKey(source, alter)
    ? 'another part of the statement needs the key, which would come after it'
    : apart(source, alter, made);
}

/** Whether the statement refers to a key of its own table, or to an index by name. */
const needsKey = (source: StatementSource, alter: Alter): boolean =>
  alter.parts.some(({ subtype }) => /^AT_(?:ReplicaIdentity|ClusterOn)$/.test(subtype)) ||
  addedConstraints(source, alter).some(
    ({ definition }) =>
      kindOf(definition) === 'foreign key' &&
      fieldNode(definition['pktable'])['relname'] === alter.relation.name,
  );

interface Key {
  readonly added: Added;
  readonly name: string;
  readonly before: readonly string[];
  readonly edits: readonly Edit[];
  /** The subcommand that makes a constraint of the index. */
  readonly takeover: string;
}

const inPlace = (made: readonly Key[]): Rewrite => ({
  edits: made.flatMap(({ edits }) => edits),
  before: made.flatMap(({ before }) => before),
});

// Adds the keys after the statement: its other subcommands may create the keys' columns.
function apart(source: StatementSource, alter: Alter, made: readonly Key[]): Rewrite {
  const gone = new Set(made.flatMap(({ added }) => (added.column ? [] : [added.part])));
  const inline = made.flatMap(({ added }) =>
    added.column ? [replaced(withSpaceBefore(source, added), '')] : [],
  );
  return {
    edits: [...(gone.size > 0 ? withoutParts(source, alter, gone) : []), ...inline],
    after: made.flatMap(({ before, takeover }) => [...before, `${alter.head} ${takeover}`]),
  };
}

function keyOf(
  source: StatementSource,
  alter: Alter,
  added: Added,
  kind: Kind,
  taken: ReadonlySet<string>,
): Key {
  const { definition, column } = added;
  const columns = column ? [textOf(column['colname'])] : namesOf(definition['keys']);
  const all = [...columns, ...namesOf(definition['including'])];
  const name = textOf(definition['conname']) || defaultName(source.catalog, alter.relation, kind, all, taken);
  const clauses = clausesOf(source, added);
  const list = clauses.columns || `(${columns.map(quoteIdentifier).join(', ')})`;
  const create = said(source, 'CREATE UNIQUE INDEX CONCURRENTLY');
  const index = [create, quoteIdentifier(name), said(source, 'ON'), alter.table, list, ...clauses.ofIndex];
  const required = kind === 'primary key' ? requiredBy(source, alter, columns) : [];
  const using = `${said(source, 'USING INDEX')} ${quoteIdentifier(name)}`;
  const words = said(source, kind === 'unique' ? 'UNIQUE' : 'PRIMARY KEY');
  const opening = `${said(source, 'ADD CONSTRAINT')} ${quoteIdentifier(name)} ${words}`;
  const naming = definition['conname'] ? [] : [namingEdit(source, added, name)];
  return {
    added,
    name,
    before: [...required, index.join(' ')],
    edits: [...naming, replaced(clauses.place, `${clauses.gap}${using}`)],
    takeover: [opening, using, ...clauses.rest].join(' '),
  };
}

interface Clauses {
  /** `(a, b)` as it is written; `''` in a column definition. */
  readonly columns: string;
  readonly ofIndex: readonly string[];
  /** DEFERRABLE and the like: they stay part of the constraint. */
  readonly rest: readonly string[];
  /** The text that USING INDEX replaces. */
  readonly place: { readonly start: number; readonly end: number };
  readonly gap: string;
}

// UNIQUE [NULLS [NOT] DISTINCT] (…) [INCLUDE (…)] [WITH (…)] [USING INDEX TABLESPACE s] [DEFERRABLE …]
function clausesOf(source: StatementSource, { part, start, end }: Added): Clauses {
  const own = part.tokens.filter((token) => token.start >= start && token.end <= end);
  const is = (token: Token, words: RegExp): boolean =>
    token.kind === 'word' && words.test(wordAt(source, token));
  const from = own.findIndex((token) => is(token, /^(?:UNIQUE|KEY)$/)) + 1;
  const index = new Map<string, string>();
  let at = from;
  for (let next = clauseEnd(source, own, at); next > at; next = clauseEnd(source, own, at)) {
    const word = wordAt(source, own[at]);
    index.set(word, textBetween(source, own, word === 'USING' ? at + 2 : at, next));
    at = next;
  }
  const [begin, stop] = [own[from], own[at - 1]];
  const isEmpty = at === from || !begin || !stop;
  const place = isEmpty
    ? { start: own[from - 1]?.end ?? end, end: own[from - 1]?.end ?? end }
    : { start: begin.start, end: stop.end };
  return {
    columns: index.get('(') ?? '',
    ofIndex: ['INCLUDE', 'NULLS', 'WITH', 'USING'].flatMap((word) => index.get(word) ?? []),
    rest: at < own.length ? [textBetween(source, own, at, own.length)] : [],
    place,
    gap: isEmpty ? ' ' : spaceBefore(source, begin),
  };
}

/** The end of an index clause that begins here; here itself when none does. */
function clauseEnd(source: StatementSource, own: readonly Token[], at: number): number {
  const groupEnd = (from: number): number => closing(source, own, from) + 1;
  switch (wordAt(source, own[at])) {
    case '(':
      return groupEnd(at);
    case 'INCLUDE':
    case 'WITH':
      return groupEnd(at + 1);
    case 'NULLS':
      return at + (wordAt(source, own[at + 1]) === 'NOT' ? 3 : 2);
    case 'USING':
      return at + 4;
    default:
      return at;
  }
}

// `UNIQUE(a)` has no space there.
const spaceBefore = (source: StatementSource, { start }: Token): string =>
  /\s/.test(source.text[start - 1] ?? ' ') ? '' : ' ';

const textBetween = (source: StatementSource, own: readonly Token[], from: number, to: number): string =>
  sliceOf(source, { start: own[from]?.start ?? 0, end: own[to - 1]?.end ?? 0 });

function closing(source: StatementSource, own: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < own.length; i++) {
    if (wordAt(source, own[i]) === '(') depth++;
    if (wordAt(source, own[i]) === ')' && --depth === 0) return i;
  }
  return own.length - 1;
}

/** A primary key that uses an existing index: before it, its columns are proven to hold no null. */
function withRequired(source: StatementSource, alter: Alter, keys: readonly Added[]): Rewrite | string {
  const [key] = keys;
  const index = lookup(source.catalog, {
    schema: alter.relation.schema,
    name: textOf(key?.definition['indexname']),
  });
  const columns = index?.index?.columns.slice(0, index.index.keys) ?? [];
  const before = requiredBy(source, alter, columns);
  return before.length > 0 ? { before } : 'the columns of the index are not known';
}
