import type { BySubcommand, Subcommand } from '../../sql/node.ts';
import { COLUMNS } from './columns.ts';
import { CONSTRAINTS } from './constraints.ts';
import { PARTITIONS } from './partitions.ts';
import { NOTHING_KNOWN, type Row } from './row.ts';
import { STORAGE } from './storage.ts';
import { TRIGGERS } from './triggers.ts';

/**
 * Every subcommand of ALTER TABLE that the parser knows. One that has no row does not compile, neither here nor in
 * `replay/alter.ts`.
 */
const SUBCOMMANDS: BySubcommand<Row> = {
  ...COLUMNS,
  ...CONSTRAINTS,
  ...PARTITIONS,
  ...STORAGE,
  ...TRIGGERS,
  // PostgreSQL makes these of others while it carries them out; no text is parsed to them.
  AT_AddColumnToView: NOTHING_KNOWN,
  AT_AddIndex: NOTHING_KNOWN,
  AT_AddIndexConstraint: NOTHING_KNOWN,
  AT_CookedColumnDefault: NOTHING_KNOWN,
  AT_ReAddComment: NOTHING_KNOWN,
  AT_ReAddConstraint: NOTHING_KNOWN,
  AT_ReAddDomainConstraint: NOTHING_KNOWN,
  AT_ReAddIndex: NOTHING_KNOWN,
  AT_ReAddStatistics: NOTHING_KNOWN,
  AT_ReplaceRelOptions: NOTHING_KNOWN,
};

export const rowOf = (subtype: Subcommand): Row => (subtype === '' ? NOTHING_KNOWN : SUBCOMMANDS[subtype]);
