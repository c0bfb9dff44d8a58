import { rules } from '../../../../rules/index.ts';
import { closest } from '../../../base/suggest.ts';
import type { Rule } from '../../../check/rule.ts';
import { invalidConfig } from '../../inputs/config.ts';
import type { RuleLevel, RuleLevels } from '../../inputs/config-schema.ts';
import type { Input } from '../../line/command.ts';
import { misuse } from '../../line/misuse.ts';

/** Stands in a configuration for every rule that is not named beside it. */
const REST = '*';

/** What the configuration says of one rule. */
interface Setting {
  readonly level: RuleLevel;
  /** Whether the rule is named: `*` does not ask what is opt-in. */
  readonly named: boolean;
}

/**
 * The rules that `check` asks: those that are not opt-in, with what the configuration and then the flags add and leave
 * out.
 *
 * @param layers Of the configuration, the one that wins last.
 * @throws {InputRefused} at an id that is no rule.
 */
export function chosenRules(
  input: Input,
  layers: readonly RuleLevels[],
  among: readonly Rule[] = rules,
): readonly Rule[] {
  const [added, excluded] = [idsOf(input, 'rule'), idsOf(input, 'exclude')];
  const everyRule = input.on('all-rules');
  return among.flatMap((rule) => {
    const setting = settingOf(rule.id, layers);
    const isNamed = everyRule || added.has(rule.id);
    if (excluded.has(rule.id) || !(isNamed || isAsked(rule, setting))) return [];
    const level = setting?.level ?? 'off';
    return [level === 'off' || level === rule.severity ? rule : { ...rule, severity: level }];
  });
}

/** The rules that are asked where nobody chose. */
export const defaultRules: readonly Rule[] = rules.filter(({ optIn }) => !optIn);

const isAsked = ({ optIn }: Rule, setting: Setting | null): boolean =>
  setting?.level !== 'off' && (!optIn || setting?.named === true);

const settingOf = (id: string, layers: readonly RuleLevels[]): Setting | null =>
  layers.reduce<Setting | null>((before, layer) => {
    const [own, rest] = [layer[id], layer[REST]];
    if (own) return { level: own, named: true };
    return rest ? { level: rest, named: before?.named ?? false } : before;
  }, null);

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
