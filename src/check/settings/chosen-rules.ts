import type { Rule } from '../rule.ts';
import type { RuleLevel, RuleLevels } from './file-settings.ts';

/** Stands in a configuration for every rule that is not named beside it. */
export const REST = '*';

/** What the configuration says of one rule. */
interface Setting {
  readonly level: RuleLevel;
  /** Whether the rule is named: `*` does not ask what is opt-in. */
  readonly named: boolean;
}

/** Rules that are asked or left out whatever the configuration says, by id. */
export interface RulesNamed {
  readonly added: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  /** Every rule is added. */
  readonly everyRule: boolean;
}

/**
 * The rules that are asked: those that are not opt-in, with what the configuration and then the flags add and leave
 * out.
 *
 * @param layers Of the configuration, the one that wins last.
 */
export const chosenRules = (
  among: readonly Rule[],
  { added, excluded, everyRule }: RulesNamed,
  layers: readonly RuleLevels[],
): readonly Rule[] =>
  among.flatMap((rule) => {
    const setting = settingOf(rule.id, layers);
    const isNamed = everyRule || added.has(rule.id);
    if (excluded.has(rule.id) || !(isNamed || isAsked(rule, setting))) return [];
    const level = setting?.level ?? 'off';
    return [level === 'off' || level === rule.severity ? rule : { ...rule, severity: level }];
  });

const isAsked = ({ optIn }: Rule, setting: Setting | null): boolean =>
  setting?.level !== 'off' && (!optIn || setting?.named === true);

const settingOf = (id: string, layers: readonly RuleLevels[]): Setting | null =>
  layers.reduce<Setting | null>((before, layer) => {
    const [own, rest] = [layer[id], layer[REST]];
    if (own) return { level: own, named: true };
    return rest ? { level: rest, named: before?.named ?? false } : before;
  }, null);
