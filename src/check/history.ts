import { type Catalog, emptyCatalog, type Relation, type UserType } from '../replay/catalog.ts';
import { replay } from '../replay/replay.ts';
import { resetSession } from '../replay/setting.ts';
import { noteTemporaryNames } from '../replay/temporary-names.ts';
import { readParts, type Statement } from '../sql/script.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { type Section, whole } from './runners/runner.ts';

/** Files that run one after another on one database. Changed in place as they are checked. */
export interface History {
  readonly catalog: Catalog;
  readonly major: number;
  /** Those that are asked. */
  readonly rules: readonly Rule[];
  /** The ids of all rules that there are, asked or not. */
  readonly ruleIds: readonly string[];
  /** Whether whoever runs the files puts each into one transaction. */
  readonly fileIsTransaction: boolean;
  /** How its runner runs the next file, where that is known better. */
  readonly sections?: readonly Section[];
  readonly assumed: Map<string, Relation>;
  /** What the base made: visible to traffic before the history begins. Anything later is nobody else's yet. */
  readonly before: ReadonlySet<Relation | UserType>;
  /** Findings that a later file may still settle. */
  readonly open: OpenFinding[];
  /** Called at every finding, before the catalog goes on to the next statement. */
  readonly meet?: (statement: ReportedStatement) => void;
}

/** A finding of a file that was returned already. */
interface OpenFinding {
  readonly of: Finding;
  /** The findings of its file, from which it is taken once it is settled. */
  readonly among: Finding[];
  readonly late: LateStatement;
}

/** A statement that some rules are asked about when more of the history has been read. */
export interface LateStatement {
  readonly statement: Statement;
  readonly checked: CheckedStatement;
  /** What was new when the statement was met: its name may stand for something else by the end. */
  readonly fresh: ReadonlySet<string>;
}

/** A statement that a rule has reported, with what was known where it stands. */
export interface ReportedStatement {
  readonly finding: Finding;
  readonly statement: Statement;
  readonly checked: CheckedStatement;
  readonly context: RuleContext;
}

/** A history that starts from a database described by scripts. */
export function historyFrom(
  base: readonly string[],
  options: Pick<History, 'major' | 'rules' | 'fileIsTransaction'> & Partial<Pick<History, 'ruleIds'>>,
): History {
  const catalog = emptyCatalog();
  for (const sql of base) {
    noteTemporaryNames(catalog, sql);
    for (const { statements } of readParts(sql)) for (const { node } of statements) replay(node, catalog);
  }
  resetSession(catalog);
  catalog.described = catalog.relations.size > 0;
  const before = new Set<Relation | UserType>([...catalog.relations.values(), ...catalog.types.values()]);
  const ruleIds = options.rules.map(({ id }) => id);
  return { catalog, before, assumed: new Map(), open: [], ruleIds, ...options };
}

/** A history that begins where another one stands before its first file, and goes on by itself: a base is read once. */
export const branchOf = ({ catalog, before, ...options }: History): History => ({
  ...options,
  ...structuredClone({ catalog, before }),
  assumed: new Map(),
  open: [],
});

/** How the statements of the next file share transactions. */
export const sectionsOf = ({ sections, fileIsTransaction }: History): readonly Section[] =>
  sections ?? whole(fileIsTransaction ? 'transaction' : 'apart');
