import { type Catalog, emptyCatalog, type Relation, type UserType } from '../replay/catalog.ts';
import { replay } from '../replay/replay.ts';
import { resetSession } from '../replay/setting.ts';
import { noteTemporaryNames } from '../replay/temporary-names.ts';
import { readParts, type Statement } from '../sql/script.ts';
import type { CheckedStatement, Finding, Rule, RuleContext } from './rule.ts';
import { type Section, whole } from './runners/runner.ts';

/** Files that run one after another on one database. Changed in place while they are checked. */
export interface History {
  readonly catalog: Catalog;
  readonly major: number;
  /** The rules that are asked. */
  readonly rules: readonly Rule[];
  /** The ids of all rules, also of those that are not asked. */
  readonly ruleIds: readonly string[];
  /** Whether the runner puts each file into one transaction. */
  readonly fileIsTransaction: boolean;
  /** How the runner runs the next file, when that is known in more detail. */
  readonly sections?: readonly Section[];
  readonly assumed: Map<string, Relation>;
  /**
   * Relations and types of the base: others use them before the history begins. What later statements create is used
   * by nobody yet.
   */
  readonly before: ReadonlySet<Relation | UserType>;
  /** Findings that a later file may still settle. */
  readonly open: OpenFinding[];
  /** Called for every finding, while the catalog is still at its statement. */
  readonly meet?: (statement: ReportedStatement) => void;
}

/** A finding in the result of an earlier file. */
interface OpenFinding {
  readonly of: Finding;
  /** The list of its file's findings: it is removed from there once it is settled. */
  readonly among: Finding[];
  readonly late: LateStatement;
}

/** A statement about which late rules are asked after more of the history was read. */
export interface LateStatement {
  readonly statement: Statement;
  readonly checked: CheckedStatement;
  /** Relations that were new at the statement. Kept because by the end their names may mean other relations. */
  readonly fresh: ReadonlySet<string>;
}

/** A statement with a finding, and what was known at this statement. */
export interface ReportedStatement {
  readonly finding: Finding;
  readonly statement: Statement;
  readonly checked: CheckedStatement;
  readonly context: RuleContext;
}

/** A history that begins with a database, which scripts describe. */
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

/** A copy of a history before its first file, which goes on independently: so a base is read only once. */
export const branchOf = ({ catalog, before, ...options }: History): History => ({
  ...options,
  ...structuredClone({ catalog, before }),
  assumed: new Map(),
  open: [],
});

/** How the statements of the next file share transactions. */
export const sectionsOf = ({ sections, fileIsTransaction }: History): readonly Section[] =>
  sections ?? whole(fileIsTransaction ? 'transaction' : 'apart');
