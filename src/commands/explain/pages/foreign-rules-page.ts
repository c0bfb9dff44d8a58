import { closest } from '../../../base/suggest.ts';
import { counterparts, isTool, TOOLS, type Tool } from '../../../check/foreign/index.ts';
import { defaultRules } from '../../check/run/rule-names.ts';

/** A rule of another tool, and what stands for it here. */
interface Placed {
  readonly tool: Tool;
  readonly rule: string;
  readonly ours: readonly { readonly id: string; readonly isDefault: boolean }[];
  readonly note: string;
}

/** Every rule of a tool, in the order of its own list. */
export const placedRules = (tool: Tool): readonly Placed[] =>
  [...counterparts(tool)].map(([rule, { rules, note }]) => ({
    tool,
    rule,
    ours: rules.map((id) => ({ id, isDefault: DEFAULT.has(id) })),
    note,
  }));

const DEFAULT: ReadonlySet<string> = new Set(defaultRules.map(({ id }) => id));

// Names of packages, where they differ from what the tool is called here.
const PACKAGES: Readonly<Record<string, string>> = {
  'django-pg-zero-downtime-migrations': 'django-pg-zero-downtime',
};

/** A tool by its name or its package's, however the words are joined; what it was meant to be where there is none. */
export function toolNamed(name: string): { readonly tool: Tool | null; readonly guess: string | null } {
  const plain = (text: string): string => text.toLowerCase().replaceAll('_', '-');
  const wanted = PACKAGES[plain(name)] ?? plain(name);
  const tool = TOOLS.filter(isTool).find((known) => plain(known) === wanted) ?? null;
  return { tool, guess: tool ?? closest(name, TOOLS) };
}

/** The rules of other tools that `code` names: `squawk:ban-drop-table`, or a name alone, which several may have. */
export function foreignNamed(code: string): readonly Placed[] {
  const colon = code.indexOf(':');
  const only = colon < 0 ? null : toolNamed(code.slice(0, colon)).tool;
  if (colon >= 0 && only === null) return [];
  const wanted = code.slice(colon + 1).toLowerCase();
  // A number alone is no name.
  if (colon < 0 && !/[a-z]/.test(wanted)) return [];
  const tools = only ? [only] : TOOLS.filter(isTool);
  return tools.flatMap(placedRules).filter(({ rule }) => rule.toLowerCase() === wanted);
}

/** The names that {@link toolNamed} knows, for a sentence. */
export const toolNames: string = TOOLS.join(', ');

/** What stands for a tool's rules, a line or two for each. */
export function placedText(tool: Tool): string {
  const placed = placedRules(tool);
  const count = placed.filter(({ ours }) => ours.length > 0).length;
  const head = `${tool}: ${placed.length} rules, of which ${count} have a counterpart\n\n`;
  return head + placed.map((one) => `  ${one.rule}\n${linesOf(one)}`).join('');
}

function linesOf({ ours, note }: Placed): string {
  const ids = ours.map(({ id, isDefault }) => (isDefault ? id : `${id} (only where it is named)`));
  return `${ids.map((id) => `      ${id}\n`).join('')}${note === '' ? '' : `      ${note}\n`}`;
}
