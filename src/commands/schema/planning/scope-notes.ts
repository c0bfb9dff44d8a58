import type { PlannedChange } from '../../../plan/planned.ts';

/** What the plan, its rehearsal and its digests are not about. */
export const scopeNotes = ({ scope }: PlannedChange): readonly string[] =>
  scope === null || scope.tables.length === 0
    ? []
    : [
        `Only ${scope.tables.length} of ${scope.of} tables take part: those that the change touches, those that reference these, and what they need.`,
      ];
