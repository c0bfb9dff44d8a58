import { defaultPartition, lookup, type Relation, rangeName } from '../../replay/catalog.ts';
import { constantOf } from '../../replay/conditions.ts';
import { defaultName } from '../../replay/default-name.ts';
import { quoteIdentifier } from '../../sql/identifier.ts';
import { as, fieldNode, listOf, type Node } from '../../sql/node.ts';
import type { Token } from '../../sql/tokens.ts';
import type { Rewrite } from '../rule.ts';
import { alterOf } from './alter.ts';
import { findWords, inserted, outer, replaced, type Sheet, said, sliceOf, wordAt } from './sheet.ts';

/** A check that implies the bound is validated before the partition is attached, and dropped after. */
export function provenBound(sheet: Sheet): Rewrite | string {
  const alter = alterOf(sheet);
  const part = alter?.parts[0];
  const partition = as(part?.command['def'], 'PartitionCmd') ?? {};
  const child = lookup(sheet.catalog, rangeName(fieldNode(partition['name'])));
  const bound = fieldNode(partition['bound']);
  if (!alter || !part || !child) return 'the partition is not known';
  if (defaultPartition(alter.relation))
    return 'the default partition is read as well: prove it free of these rows first';
  const condition = conditionOf(sheet, alter.relation, bound, part.tokens);
  if (condition === null) return 'only bounds of constants over one column can be proven by a check';
  const name = quoteIdentifier(
    defaultName(sheet.catalog, child, 'check', [alter.relation.partitioning?.keys[0] ?? '']),
  );
  const head = `${said(sheet, 'ALTER TABLE')} ${nameText(sheet, part.tokens, partition['name'])}`;
  return {
    before: [
      `${head} ${said(sheet, 'ADD CONSTRAINT')} ${name} ${said(sheet, 'CHECK')} (${condition}) ${said(sheet, 'NOT VALID')}`,
      `${head} ${said(sheet, 'VALIDATE CONSTRAINT')} ${name}`,
    ],
    after: [`${head} ${said(sheet, 'DROP CONSTRAINT')} ${name}`],
  };
}

/** A name as it is written where a RangeVar stands. */
function nameText(sheet: Sheet, found: readonly Token[], variable: unknown): string {
  const begins = sheet.at(fieldNode(variable)['location']);
  let last = found.findIndex(({ start }) => start >= begins);
  while (wordAt(sheet, found[last + 1]) === '.') last += 2;
  return sliceOf(sheet, { start: begins, end: found[last]?.end ?? begins });
}

function conditionOf(
  sheet: Sheet,
  { partitioning }: Relation,
  bound: Node,
  found: readonly Token[],
): string | null {
  const [key, ...more] = partitioning?.keys ?? [];
  if (!key || more.length > 0 || bound['is_default']) return null;
  const column = quoteIdentifier(key);
  const isThere = `${column} ${said(sheet, 'IS NOT NULL')}`;
  const and = ` ${said(sheet, 'AND')} `;
  const lists = groupsOf(sheet, found);
  if (bound['strategy'] === 'l') {
    if (listOf(bound['listdatums']).some((datum) => constantOf(datum) === null)) return null;
    return `${isThere}${and}${column} ${said(sheet, 'IN')} (${lists.at(-1)})`;
  }
  if (bound['strategy'] !== 'r' || lists.length < 2) return null;
  const ends = [
    { operator: '>=', open: 'MINVALUE', datum: listOf(bound['lowerdatums'])[0], text: lists.at(-2) },
    { operator: '<', open: 'MAXVALUE', datum: listOf(bound['upperdatums'])[0], text: lists.at(-1) },
  ].filter(({ open, text }) => text?.trim().toUpperCase() !== open);
  if (ends.some(({ datum }) => constantOf(datum) === null)) return null;
  return [isThere, ...ends.map(({ operator, text }) => `${column} ${operator} ${text}`)].join(and);
}

/** What stands in each pair of outer parentheses. */
function groupsOf(sheet: Sheet, found: readonly Token[]): readonly string[] {
  const marks = outer(sheet, found).filter((token) => /^[()]$/.test(wordAt(sheet, token)));
  return marks.flatMap((open, i) => {
    const close = marks[i + 1];
    return i % 2 === 0 && close ? [sliceOf(sheet, { start: open.end, end: close.start })] : [];
  });
}

/** The partition is made as a table of its own, which locks nobody out, and attached. */
export function attachedPartition(sheet: Sheet): Rewrite | string {
  const { fields, tokens } = sheet;
  const parent = as(listOf(fields['inhRelations'])[0], 'RangeVar');
  const own = fieldNode(fields['relation']);
  if (sheet.type !== 'CreateStmt' || !parent || !fields['partbound'])
    return 'only CREATE TABLE … PARTITION OF can be mended';
  if (fields['if_not_exists']) return 'with IF NOT EXISTS the partition would be attached a second time';
  if (listOf(fields['tableElts']).length > 0) return 'the partition has columns or constraints of its own';
  const opening = findWords(sheet, tokens, 'PARTITION OF');
  const parentText = nameText(sheet, tokens, parent);
  const from = tokens.findIndex(({ start }) => start >= sheet.at(parent['location']) + parentText.length);
  const to = boundEnd(sheet, tokens, from);
  const [first, last] = [tokens[from], tokens[to]];
  if (!opening || !first || !last) return 'the bound cannot be told from the text';
  const bound = sliceOf(sheet, { start: first.start, end: last.end });
  const copied =
    'INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING COMPRESSION';
  const like = `(${said(sheet, 'LIKE')} ${parentText} ${said(sheet, copied)})`;
  return {
    edits: [
      replaced({ start: opening.start, end: last.end }, like),
      inserted(
        sheet.end,
        `;${sheet.eol}${said(sheet, 'ALTER TABLE')} ${parentText} ${said(sheet, 'ATTACH PARTITION')} ${nameText(sheet, tokens, own)} ${bound}`,
      ),
    ],
  };
}

// FOR VALUES IN (…) | FROM (…) TO (…) | WITH (…), or DEFAULT.
function boundEnd(sheet: Sheet, tokens: readonly Token[], from: number): number {
  if (wordAt(sheet, tokens[from]) === 'DEFAULT') return from;
  let [depth, groups] = [0, 0];
  const wanted = wordAt(sheet, tokens[from + 2]) === 'FROM' ? 2 : 1;
  for (let i = from; i < tokens.length; i++) {
    if (wordAt(sheet, tokens[i]) === '(') depth++;
    if (wordAt(sheet, tokens[i]) === ')' && --depth === 0 && ++groups === wanted) return i;
  }
  return -1;
}
