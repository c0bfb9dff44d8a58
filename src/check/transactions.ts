import type { Change } from '../locks/change-kind.ts';
import type { OtherLock } from '../locks/effects.ts';
import type { Catalog } from '../replay/catalog.ts';
import { setTo, settingOf } from '../replay/setting.ts';
import type { LockMode } from '../sql/lock.ts';
import { as, type Fields, type Tree, textOf } from '../sql/node.ts';
import type { Statement } from '../sql/script.ts';
import type { Section } from './runners/runner.ts';

/** An open transaction, while its statements are checked. */
interface OpenTransaction {
  /** Its number within the file, from 0. */
  readonly number: number;
  /** Whether PostgreSQL began it around statements sent as one string. BEGIN turns it into an ordinary one. */
  implicit: boolean;
  /** Where the statement begins that opened it; -1 when no statement of the file did. */
  openedAt: number;
  readonly held: Map<string, LockMode>;
  readonly changes: Change[];
  /** Values from before SET LOCAL, to which settings return at its end; `null` when nothing set them. */
  readonly settings: Map<string, string | null>;
  /** The result of `heldNow`, kept until the locks change. */
  told: readonly OtherLock[] | null;
}

/** Which transaction of a file is open, and how it was opened. */
export interface TransactionState {
  open: OpenTransaction | null;
  section: Section;
  readonly sections: readonly Section[];
  /** Sections with more than one statement: a single one that is sent as a string needs no implicit transaction. */
  readonly shared: Set<Section>;
  begun: number;
  readonly savepoints: { readonly name: string; readonly held: ReadonlyMap<string, LockMode> }[];
}

const BEFORE: Section = { from: -1, sharing: 'apart' };

export const transactionsIn = (sections: readonly Section[]): TransactionState => ({
  open: null,
  section: BEFORE,
  sections,
  shared: new Set(),
  begun: 0,
  savepoints: [],
});

const sectionAt = (sections: readonly Section[], offset: number): Section =>
  sections.findLast(({ from }) => from <= offset) ?? BEFORE;

/**
 * What happens before a statement runs: its section may begin, after another one ended, or an implicit transaction
 * may.
 */
export function enter(
  state: TransactionState,
  { start }: Statement,
  next: Statement | null,
  catalog: Catalog,
): void {
  const section = sectionAt(state.sections, start);
  if (next && sectionAt(state.sections, next.start) === section) state.shared.add(section);
  if (section !== state.section) {
    if (state.open) end(state, catalog);
    state.section = section;
    if (section.sharing === 'transaction') begin(state, false, -1);
  }
  if (section.sharing === 'one string' && state.shared.has(section) && !state.open) begin(state, true, -1);
}

function begin(state: TransactionState, implicit: boolean, openedAt: number): void {
  state.open = {
    number: state.begun,
    implicit,
    openedAt,
    held: new Map(),
    changes: [],
    settings: new Map(),
    told: null,
  };
  state.begun++;
}

function end(state: TransactionState, catalog: Catalog): void {
  for (const [name, value] of state.open?.settings ?? []) setTo(catalog, name, value);
  state.open = null;
}

/** Before SET LOCAL, keeps the value to which the setting will return. After a plain SET it will not return. */
export function keepSetting({ open }: TransactionState, node: Tree, { settings }: Catalog): void {
  const set = as(node, 'VariableSetStmt');
  if (!open || !set) return;
  const name = settingOf(set);
  if (!set['is_local']) open.settings.delete(name);
  else if (!open.settings.has(name)) open.settings.set(name, settings.get(name) ?? null);
}

/** The locks that are held now, and the number of the transaction; `null` outside one. */
export function heldNow({ open }: TransactionState): {
  readonly held: readonly OtherLock[] | null;
  readonly transaction: number | null;
} {
  if (!open) return { held: null, transaction: null };
  open.told ??= [...open.held]
    .map(([relation, mode]) => ({ relation, mode }))
    .sort((a, b) => (a.relation < b.relation ? -1 : 1));
  return { held: open.told, transaction: open.number };
}

/**
 * BEGIN, COMMIT and their like. A savepoint that is rolled back gives back the locks taken after it.
 *
 * @param at Where the statement begins.
 */
export function control(
  state: TransactionState,
  { kind, chain, savepoint_name: savepoint }: Fields<'TransactionStmt'>,
  at: number,
  catalog: Catalog,
): void {
  const name = textOf(savepoint);
  const isMeant = (point: { readonly name: string }): boolean => point.name === name;
  switch (textOf(kind).replace('TRANS_STMT_', '')) {
    case 'BEGIN':
    case 'START':
      if (!state.open) begin(state, false, at);
      else if (state.open.implicit) {
        state.open.implicit = false;
        state.open.openedAt = at;
      }
      break;
    case 'COMMIT':
    case 'ROLLBACK':
    case 'PREPARE':
      end(state, catalog);
      if (chain) begin(state, false, at);
      break;
    case 'SAVEPOINT':
      state.savepoints.push({ name, held: new Map(state.open?.held) });
      break;
    case 'RELEASE':
      if (state.savepoints.some(isMeant)) state.savepoints.splice(state.savepoints.findLastIndex(isMeant));
      break;
    case 'ROLLBACK_TO': {
      const saved = state.savepoints.findLast(isMeant);
      if (!saved || !state.open) break;
      state.open.told = null;
      state.open.held.clear();
      for (const [relation, mode] of saved.held) state.open.held.set(relation, mode);
    }
  }
}
