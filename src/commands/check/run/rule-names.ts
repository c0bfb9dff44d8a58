import { rules } from '../../../../rules/index.ts';
import { closest } from '../../../base/suggest.ts';
import type { Rule } from '../../../check/rule.ts';
import { REST, type RulesNamed } from '../../../check/settings/chosen-rules.ts';
import type { RuleLevels } from '../../../check/settings/file-settings.ts';
import { invalidConfig } from '../../inputs/config.ts';
import type { Input } from '../../line/command.ts';
import { misuse } from '../../line/misuse.ts';

/** The rules that are asked where nobody chose. */
export const defaultRules: readonly Rule[] = rules.filter(({ optIn }) => !optIn);

/** What `--rule`, `--exclude` and `--all-rules` say. @throws {InputRefused} at an id that is no rule. */
export const rulesNamed = (input: Input): RulesNamed => ({
  added: idsOf(input, 'rule'),
  excluded: idsOf(input, 'exclude'),
  everyRule: input.on('all-rules'),
});

/** Several ids may stand in one value, with commas between them. */
function idsOf(input: Input, flag: string): ReadonlySet<string> {
  const ids = input.all(flag).flatMap((value) => value.split(',').map((id) => id.trim()));
  for (const id of ids)
    if (!ruleIds.includes(id)) throw misuse(`--${flag}: there is no rule "${id}".`, guessFor(id));
  return new Set(ids);
}

/** The ids of all rules. */
export const ruleIds: readonly string[] = rules.map(({ id }) => id);

/** @throws {InputRefused} where a configuration names what is no rule. */
export function checkRuleNames(levels: RuleLevels): void {
  for (const id of Object.keys(levels))
    if (id !== REST && !ruleIds.includes(id))
      throw invalidConfig(`The configuration names a rule "${id}", and there is none.`, guessFor(id));
}

function guessFor(id: string): string {
  const guess = closest(id, ruleIds);
  return guess ? `Did you mean "${guess}"?` : '`wesley explain` lists all rules.';
}
