import { closest } from '../../base/suggest.ts';
import { type Counterpart, counterparts, isTool, TOOLS, type Tool } from './index.ts';

/** A rule of another tool, with what stands for it here. */
export interface ForeignRule extends Counterpart {
  readonly tool: Tool;
  readonly rule: string;
}

/** Every rule of a tool, in the order of its own list. */
export const rulesIn = (tool: Tool): readonly ForeignRule[] =>
  [...counterparts(tool)].map(([rule, counterpart]) => ({ tool, rule, ...counterpart }));

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
export function foreignNamed(code: string): readonly ForeignRule[] {
  const colon = code.indexOf(':');
  const only = colon < 0 ? null : toolNamed(code.slice(0, colon)).tool;
  if (colon >= 0 && only === null) return [];
  const wanted = code.slice(colon + 1).toLowerCase();
  // A number alone is no name.
  if (colon < 0 && !/[a-z]/.test(wanted)) return [];
  const tools = only ? [only] : TOOLS.filter(isTool);
  return tools.flatMap(rulesIn).filter(({ rule }) => rule.toLowerCase() === wanted);
}
