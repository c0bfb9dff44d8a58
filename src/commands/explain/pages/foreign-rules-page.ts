import { TOOLS, type Tool } from '../../../check/foreign/index.ts';
import { type ForeignRule, rulesIn } from '../../../check/foreign/names.ts';
import { defaultRules } from '../../check/run/rule-names.ts';

/** A rule of another tool, and what stands for it here, as it is shown. */
interface Placed {
  readonly tool: Tool;
  readonly rule: string;
  readonly ours: readonly { readonly id: string; readonly isDefault: boolean }[];
  readonly note: string;
}

const DEFAULT: ReadonlySet<string> = new Set(defaultRules.map(({ id }) => id));

export const placed = ({ tool, rule, rules, note }: ForeignRule): Placed => ({
  tool,
  rule,
  ours: rules.map((id) => ({ id, isDefault: DEFAULT.has(id) })),
  note,
});

/** Every rule of a tool, in the order of its own list. */
export const placedRules = (tool: Tool): readonly Placed[] => rulesIn(tool).map(placed);

/** The names of all tools, for a sentence. */
export const toolNames: string = TOOLS.join(', ');

/** What stands for a tool's rules, a line or two for each. */
export function placedText(tool: Tool): string {
  const all = placedRules(tool);
  const count = all.filter(({ ours }) => ours.length > 0).length;
  const head = `${tool}: ${all.length} rules, of which ${count} have a counterpart\n\n`;
  return head + all.map((one) => `  ${one.rule}\n${linesOf(one)}`).join('');
}

function linesOf({ ours, note }: Placed): string {
  const ids = ours.map(({ id, isDefault }) => (isDefault ? id : `${id} (only where it is named)`));
  return `${ids.map((id) => `      ${id}\n`).join('')}${note === '' ? '' : `      ${note}\n`}`;
}
