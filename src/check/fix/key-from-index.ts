import { lookup } from '../../replay/catalog.ts';
import { kindOf } from '../../replay/constraint-from.ts';
import { defaultName } from '../../replay/default-name.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { fieldNode, namesOf, textOf } from '../../sql/node.ts';
import type { Token } from '../../sql/tokens.ts';
import type { Edit, Rewrite } from '../rule.ts';
import { type Added, type Alter, addedConstraints, alterOf, namingEdit, withoutParts } from './alter.ts';
import { requiredBy } from './not-null.ts';
import { replaced, type Sheet, said, sliceOf, withSpaceBefore, wordAt } from './sheet.ts';

type Kind = 'unique' | 'primary key';

/** The index is built concurrently, and the constraint takes it over. */
export function keyFromIndex(sheet: Sheet, kind: Kind): Rewrite | string {
  const alter = alterOf(sheet);
  if (!alter) return 'only ALTER TABLE of a table can be mended';
  if (alter.ifExists) return 'with IF EXISTS the index would have to be built only if the table is there';
  const keys = addedConstraints(sheet, alter).filter(({ definition }) => kindOf(definition) === kind);
  const plain = keys.filter(({ definition }) => definition['indexname'] === undefined);
  if (plain.length === 0) return withRequired(sheet, alter, keys);
  if (plain.some(({ definition }) => definition['without_overlaps'] === true))
    return 'a key WITHOUT OVERLAPS cannot take over an index';
  if (plain.some(({ column }) => column && kind === 'primary key'))
    return 'the primary key stands at a new column, which old rows have no value for: add the column first';
  if (plain.some(({ column, part }) => column && part.command['missing_ok']))
    return 'with ADD COLUMN IF NOT EXISTS the key comes only with the column';
  const names = new Set<string>();
  const made = plain.map((added) => {
    const key = keyOf(sheet, alter, added, kind, names);
    names.add(key.name);
    return key;
  });
  const canStay =
    plain.every(({ column }) => column === null) &&
    !alter.parts.some(({ subtype }) => /^AT_(?:AddColumn|AlterColumnType)$/.test(subtype));
  if (canStay) return inPlace(made);
  return needsKey(sheet, alter)
    ? 'another part of the statement needs the key, which would come after it'
    : apart(sheet, alter, made);
}

/** Whether something in the statement refers to a key of its own table, or to an index by name. */
const needsKey = (sheet: Sheet, alter: Alter): boolean =>
  alter.parts.some(({ subtype }) => /^AT_(?:ReplicaIdentity|ClusterOn)$/.test(subtype)) ||
  addedConstraints(sheet, alter).some(
    ({ definition }) =>
      kindOf(definition) === 'foreign key' &&
      fieldNode(definition['pktable'])['relname'] === alter.relation.name,
  );

interface Key {
  readonly added: Added;
  readonly name: string;
  readonly before: readonly string[];
  readonly edits: readonly Edit[];
  /** The subcommand that makes the constraint of the index. */
  readonly takeover: string;
}

const inPlace = (made: readonly Key[]): Rewrite => ({
  edits: made.flatMap(({ edits }) => edits),
  before: made.flatMap(({ before }) => before),
});

// Other subcommands may make the very columns: the key comes after them.
function apart(sheet: Sheet, alter: Alter, made: readonly Key[]): Rewrite {
  const gone = new Set(made.flatMap(({ added }) => (added.column ? [] : [added.part])));
  const inline = made.flatMap(({ added }) =>
    added.column ? [replaced(withSpaceBefore(sheet, added), '')] : [],
  );
  return {
    edits: [...(gone.size > 0 ? withoutParts(sheet, alter, gone) : []), ...inline],
    after: made.flatMap(({ before, takeover }) => [...before, `${alter.head} ${takeover}`]),
  };
}

function keyOf(sheet: Sheet, alter: Alter, added: Added, kind: Kind, taken: ReadonlySet<string>): Key {
  const { definition, column } = added;
  const columns = column ? [textOf(column['colname'])] : namesOf(definition['keys']);
  const all = [...columns, ...namesOf(definition['including'])];
  const name = textOf(definition['conname']) || defaultName(sheet.catalog, alter.relation, kind, all, taken);
  const clauses = clausesOf(sheet, added);
  const list = clauses.columns || `(${columns.map(quoteIdentifier).join(', ')})`;
  const create = said(sheet, 'CREATE UNIQUE INDEX CONCURRENTLY');
  const index = [create, quoteIdentifier(name), said(sheet, 'ON'), alter.table, list, ...clauses.ofIndex];
  const required = kind === 'primary key' ? requiredBy(sheet, alter, columns) : [];
  const using = `${said(sheet, 'USING INDEX')} ${quoteIdentifier(name)}`;
  const words = said(sheet, kind === 'unique' ? 'UNIQUE' : 'PRIMARY KEY');
  const opening = `${said(sheet, 'ADD CONSTRAINT')} ${quoteIdentifier(name)} ${words}`;
  const naming = definition['conname'] ? [] : [namingEdit(sheet, added, name)];
  return {
    added,
    name,
    before: [...required, index.join(' ')],
    edits: [...naming, replaced(clauses.place, `${clauses.gap}${using}`)],
    takeover: [opening, using, ...clauses.rest].join(' '),
  };
}

interface Clauses {
  /** `(a, b)` as it is written; `''` at a column. */
  readonly columns: string;
  readonly ofIndex: readonly string[];
  /** DEFERRABLE and the like, which stay with the constraint. */
  readonly rest: readonly string[];
  /** What gives way to USING INDEX. */
  readonly place: { readonly start: number; readonly end: number };
  readonly gap: string;
}

// UNIQUE [NULLS [NOT] DISTINCT] (…) [INCLUDE (…)] [WITH (…)] [USING INDEX TABLESPACE s] [DEFERRABLE …]
function clausesOf(sheet: Sheet, { part, start, end }: Added): Clauses {
  const own = part.tokens.filter((token) => token.start >= start && token.end <= end);
  const is = (token: Token, words: RegExp): boolean =>
    token.kind === 'word' && words.test(wordAt(sheet, token));
  const from = own.findIndex((token) => is(token, /^(?:UNIQUE|KEY)$/)) + 1;
  const index = new Map<string, string>();
  let at = from;
  for (let next = clauseEnd(sheet, own, at); next > at; next = clauseEnd(sheet, own, at)) {
    const word = wordAt(sheet, own[at]);
    index.set(word, textBetween(sheet, own, word === 'USING' ? at + 2 : at, next));
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
    rest: at < own.length ? [textBetween(sheet, own, at, own.length)] : [],
    place,
    gap: isEmpty ? ' ' : spaceBefore(sheet, begin),
  };
}

/** Where the clause of an index ends that begins here: here itself where none does. */
function clauseEnd(sheet: Sheet, own: readonly Token[], at: number): number {
  const groupEnd = (from: number): number => closing(sheet, own, from) + 1;
  switch (wordAt(sheet, own[at])) {
    case '(':
      return groupEnd(at);
    case 'INCLUDE':
    case 'WITH':
      return groupEnd(at + 1);
    case 'NULLS':
      return at + (wordAt(sheet, own[at + 1]) === 'NOT' ? 3 : 2);
    case 'USING':
      return at + 4;
    default:
      return at;
  }
}

// `UNIQUE(a)` has none.
const spaceBefore = (sheet: Sheet, { start }: Token): string =>
  /\s/.test(sheet.text[start - 1] ?? ' ') ? '' : ' ';

const textBetween = (sheet: Sheet, own: readonly Token[], from: number, to: number): string =>
  sliceOf(sheet, { start: own[from]?.start ?? 0, end: own[to - 1]?.end ?? 0 });

function closing(sheet: Sheet, own: readonly Token[], from: number): number {
  let depth = 0;
  for (let i = from; i < own.length; i++) {
    if (wordAt(sheet, own[i]) === '(') depth++;
    if (wordAt(sheet, own[i]) === ')' && --depth === 0) return i;
  }
  return own.length - 1;
}

/** A primary key over an index that is there: its columns are proven first. */
function withRequired(sheet: Sheet, alter: Alter, keys: readonly Added[]): Rewrite | string {
  const [key] = keys;
  const index = lookup(sheet.catalog, {
    schema: alter.relation.schema,
    name: textOf(key?.definition['indexname']),
  });
  const columns = index?.index?.columns.slice(0, index.index.keys) ?? [];
  const before = requiredBy(sheet, alter, columns);
  return before.length > 0 ? { before } : 'the columns of the index are not known';
}
