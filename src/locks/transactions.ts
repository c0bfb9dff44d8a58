import type { LockMode } from '../sql/lock.ts';
import { fieldsOf, type Node, textOf, typeOf } from '../sql/node.ts';
import type { Statement } from '../sql/script.ts';
import type { Catalog } from './catalog.ts';
import type { Change } from './change.ts';
import type { OtherLock } from './effects.ts';
import type { Section } from './runners/runner.ts';

/** A transaction while its statements are looked at. */
interface OpenTransaction {
  /** Of those of the file, counted from 0. */
  readonly number: number;
  /** Begun by PostgreSQL around the statements of one string; BEGIN makes it one like every other. */
  implicit: boolean;
  readonly held: Map<string, LockMode>;
  readonly changes: Change[];
}

/** The transactions of one file: which is open, and by whose doing. */
export interface TransactionState {
  open: OpenTransaction | null;
  section: Section;
  readonly sections: readonly Section[];
  /** Sections with several statements: alone in its string, a statement runs as it is. */
  readonly shared: ReadonlySet<Section>;
  begun: number;
  readonly savepoints: { readonly name: string; readonly held: ReadonlyMap<string, LockMode> }[];
}

const BEFORE: Section = { from: -1, sharing: 'apart' };

export function transactionsIn(
  sections: readonly Section[],
  statements: readonly Statement[],
): TransactionState {
  const counts = new Map<Section, number>();
  for (const { start } of statements) {
    const section = sectionAt(sections, start);
    counts.set(section, (counts.get(section) ?? 0) + 1);
  }
  const shared = new Set([...counts].flatMap(([section, count]) => (count > 1 ? [section] : [])));
  return { open: null, section: BEFORE, sections, shared, begun: 0, savepoints: [] };
}

const sectionAt = (sections: readonly Section[], offset: number): Section =>
  sections.findLast(({ from }) => from <= offset) ?? BEFORE;

/** What happens before a statement is run: a section ends, another begins, or the implicit transaction goes on. */
export function enter(state: TransactionState, { start }: Statement, catalog: Catalog): void {
  const section = sectionAt(state.sections, start);
  if (section !== state.section) {
    if (state.open) end(state, catalog);
    state.section = section;
    if (section.sharing === 'transaction') begin(state, false);
  }
  if (section.sharing === 'one string' && state.shared.has(section) && !state.open) begin(state, true);
}

function begin(state: TransactionState, implicit: boolean): void {
  state.open = { number: state.begun, implicit, held: new Map(), changes: [] };
  state.begun++;
}

function end(state: TransactionState, catalog: Catalog): void {
  state.open = null;
  for (const setting of ['lock_timeout', 'statement_timeout'])
    if (catalog.settings.get(`local ${setting}`)) catalog.settings.delete(setting);
}

/** What is held now, and by which transaction; `null` outside one. */
export function heldNow({ open }: TransactionState): {
  readonly held: readonly OtherLock[] | null;
  readonly transaction: number | null;
} {
  if (!open) return { held: null, transaction: null };
  const held = [...open.held].map(([relation, mode]) => ({ relation, mode }));
  return { held: held.sort((a, b) => (a.relation < b.relation ? -1 : 1)), transaction: open.number };
}

export const endsTransaction = (node: Node): boolean =>
  typeOf(node) === 'TransactionStmt' && /_(?:COMMIT|ROLLBACK|PREPARE)$/.test(textOf(fieldsOf(node)['kind']));

/** BEGIN, COMMIT and their like. A savepoint that is rolled back gives back the locks taken after it. */
export function control(
  state: TransactionState,
  { kind, savepoint_name: savepoint }: Node,
  catalog: Catalog,
): void {
  const name = textOf(savepoint);
  switch (textOf(kind).replace('TRANS_STMT_', '')) {
    case 'BEGIN':
    case 'START':
      if (state.open) state.open.implicit = false;
      else begin(state, false);
      break;
    case 'COMMIT':
    case 'ROLLBACK':
    case 'PREPARE':
      end(state, catalog);
      break;
    case 'SAVEPOINT':
      state.savepoints.push({ name, held: new Map(state.open?.held) });
      break;
    case 'ROLLBACK_TO': {
      const saved = state.savepoints.findLast((point) => point.name === name);
      if (!saved || !state.open) break;
      state.open.held.clear();
      for (const [relation, mode] of saved.held) state.open.held.set(relation, mode);
    }
  }
}
