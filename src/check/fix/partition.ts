import { defaultPartition, lookup, type Relation, rangeName } from '../../replay/catalog.ts';
import { constantOf } from '../../replay/conditions.ts';
import { defaultName } from '../../replay/default-name.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { as, type Fields, fieldNode, listOf } from '../../sql/node.ts';
import type { Token } from '../../sql/tokens.ts';
import type { Rewrite } from '../rule.ts';
import { alterOf } from './alter.ts';
import {
  findWords,
  inserted,
  outer,
  replaced,
  type StatementSource,
  said,
  sliceOf,
  wordAt,
} from './statement-source.ts';

/**
 * Before the partition is attached, a check that implies its bound is added and validated; after that it is dropped.
 */
export function provenBound(source: StatementSource): Rewrite | string {
  const alter = alterOf(source);
  const part = alter?.parts[0];
  const partition = as(part?.command['def'], 'PartitionCmd') ?? {};
  const child = lookup(source.catalog, rangeName(fieldNode(partition['name'])));
  const bound = fieldNode(partition['bound']);
  if (!alter || !part || !child) return 'the partition is not known';
  if (defaultPartition(alter.relation))
    return 'the default partition is read as well: prove it free of these rows first';
  const condition = conditionOf(source, alter.relation, bound, part.tokens);
  if (condition === null) return 'only bounds of constants over one column can be proven by a check';
  const name = quoteIdentifier(
    defaultName(source.catalog, child, 'check', [alter.relation.partitioning?.keys[0] ?? '']),
  );
  const head = `${said(source, 'ALTER TABLE')} ${nameText(source, part.tokens, partition['name'])}`;
  return {
    before: [
      `${head} ${said(source, 'ADD CONSTRAINT')} ${name} ${said(source, 'CHECK')} (${condition}) ${said(source, 'NOT VALID')}`,
      `${head} ${said(source, 'VALIDATE CONSTRAINT')} ${name}`,
    ],
    after: [`${head} ${said(source, 'DROP CONSTRAINT')} ${name}`],
  };
}

/** The name that a RangeVar stands for, as it is spelled in the text. */
function nameText(source: StatementSource, found: readonly Token[], variable: unknown): string {
  const begins = source.at(fieldNode(variable)['location']);
  let last = found.findIndex(({ start }) => start >= begins);
  while (wordAt(source, found[last + 1]) === '.') last += 2;
  return sliceOf(source, { start: begins, end: found[last]?.end ?? begins });
}

function conditionOf(
  source: StatementSource,
  { partitioning }: Relation,
  bound: Fields<'PartitionBoundSpec'>,
  found: readonly Token[],
): string | null {
  const [key, ...more] = partitioning?.keys ?? [];
  if (!key || more.length > 0 || bound['is_default']) return null;
  const column = quoteIdentifier(key);
  const isThere = `${column} ${said(source, 'IS NOT NULL')}`;
  const and = ` ${said(source, 'AND')} `;
  const lists = groupsOf(source, found);
  if (bound['strategy'] === 'l') {
    if (listOf(bound['listdatums']).some((datum) => constantOf(datum) === null)) return null;
    return `${isThere}${and}${column} ${said(source, 'IN')} (${lists.at(-1)})`;
  }
  if (bound['strategy'] !== 'r' || lists.length < 2) return null;
  const ends = [
    { operator: '>=', open: 'MINVALUE', datum: listOf(bound['lowerdatums'])[0], text: lists.at(-2) },
    { operator: '<', open: 'MAXVALUE', datum: listOf(bound['upperdatums'])[0], text: lists.at(-1) },
  ].filter(({ open, text }) => text?.trim().toUpperCase() !== open);
  if (ends.some(({ datum }) => constantOf(datum) === null)) return null;
  return [isThere, ...ends.map(({ operator, text }) => `${column} ${operator} ${text}`)].join(and);
}

/** The texts within each pair of outer parentheses. */
function groupsOf(source: StatementSource, found: readonly Token[]): readonly string[] {
  const marks = outer(source, found).filter((token) => /^[()]$/.test(wordAt(source, token)));
  return marks.flatMap((open, i) => {
    const close = marks[i + 1];
    return i % 2 === 0 && close ? [sliceOf(source, { start: open.end, end: close.start })] : [];
  });
}

/** Creates the partition as a table of its own, which blocks nobody, and attaches it. */
export function attachedPartition(source: StatementSource): Rewrite | string {
  const { tokens } = source;
  const statement = as(source.node, 'CreateStmt');
  const parent = as(listOf(statement?.inhRelations)[0], 'RangeVar');
  if (!parent || !statement?.partbound) return 'only CREATE TABLE … PARTITION OF can be mended';
  if (statement.if_not_exists) return 'with IF NOT EXISTS the partition would be attached a second time';
  if (listOf(statement.tableElts).length > 0) return 'the partition has columns or constraints of its own';
  const opening = findWords(source, tokens, 'PARTITION OF');
  const parentText = nameText(source, tokens, parent);
  const from = tokens.findIndex(({ start }) => start >= source.at(parent['location']) + parentText.length);
  const to = boundEnd(source, tokens, from);
  const [first, last] = [tokens[from], tokens[to]];
  if (!opening || !first || !last) return 'the bound cannot be told from the text';
  const bound = sliceOf(source, { start: first.start, end: last.end });
  const copied =
    'INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION';
  const like = `(${said(source, 'LIKE')} ${parentText} ${said(source, copied)})`;
  return {
    edits: [
      replaced({ start: opening.start, end: last.end }, like),
      inserted(
        source.end,
        `;${source.eol}${said(source, 'ALTER TABLE')} ${parentText} ${said(source, 'ATTACH PARTITION')} ${nameText(source, tokens, fieldNode(statement.relation))} ${bound}`,
      ),
    ],
  };
}

// FOR VALUES IN (…) | FROM (…) TO (…) | WITH (…), or DEFAULT.
function boundEnd(source: StatementSource, tokens: readonly Token[], from: number): number {
  if (wordAt(source, tokens[from]) === 'DEFAULT') return from;
  let [depth, groups] = [0, 0];
  const wanted = wordAt(source, tokens[from + 2]) === 'FROM' ? 2 : 1;
  for (let i = from; i < tokens.length; i++) {
    if (wordAt(source, tokens[i]) === '(') depth++;
    if (wordAt(source, tokens[i]) === ')' && --depth === 0 && ++groups === wanted) return i;
  }
  return -1;
}
