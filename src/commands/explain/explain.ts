import { rules } from '../../../rules/index.ts';
import type { Explanation } from '../../base/codes.ts';
import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { closest } from '../../base/suggest.ts';
import { recipes } from '../../plan/recipes/index.ts';
import type { World } from '../../world/world.ts';
import { defineCommand, type Input } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';
import { CODES } from '../outputs/codes.ts';

export default defineCommand({
  name: 'explain',
  summary: 'Explain a rule, recipe, refusal, hazard or error: why, what to do, where it is written.',
  flags: {
    from: {
      type: 'string',
      valueHint: 'TOOL',
      description: 'what stands for the rules of another tool: squawk, eugene, pgfence, atlas …',
    },
  },
  positionals: [
    { name: 'CODE', description: 'as a message shows it; all of them when left out', required: false },
  ],
  examples: [
    'wesley explain adding-foreign-key',
    'wesley explain --from squawk',
    'wesley explain squawk:ban-drop-table',
    'wesley explain E_SCHEMA',
    'wesley explain UNKNOWN_DIRECTIVE',
  ],

  async run(input, world) {
    const from = input.text('from');
    if (from !== null) return explainTool(from, input, world);
    const known = explanations();
    const [code] = input.positionals;
    if (code === undefined) {
      const list = [...known].map(([name, { why }]) => ({ code: name, why }));
      world.out(input.on('json') ? jsonText(list) : list.map((row) => `${row.code}  ${row.why}\n`).join(''));
      return EXIT.ok;
    }
    const explanation = known.get(code) ?? known.get(code.toUpperCase()) ?? known.get(code.toLowerCase());
    if (!explanation && (await explainForeign(code, known, input, world))) return EXIT.ok;
    if (!explanation) {
      const guess = closest(code, [...known.keys()]);
      const hint = guess ? `Did you mean "${guess}"?` : '`wesley explain` lists all of them.';
      throw misuse(`There is no code "${code}".`, hint);
    }
    world.out(input.on('json') ? jsonText({ code, ...explanation }) : pageOf(code, explanation));
    return EXIT.ok;
  },
});

// The lists of other tools are code that our own codes do not need.
const foreign = () =>
  Promise.all([import('../../check/foreign/names.ts'), import('./pages/foreign-rules-page.ts')]);

async function explainTool(name: string, input: Input, world: World): Promise<ExitCode> {
  const [{ toolNamed }, { placedRules, placedText, toolNames }] = await foreign();
  const { tool, guess } = toolNamed(name);
  if (!tool) {
    const hint = guess ? `Did you mean "${guess}"?` : `Use one of ${toolNames}.`;
    throw misuse(`--from: there is no tool "${name}" whose rules are listed here.`, hint);
  }
  world.out(input.on('json') ? jsonText(placedRules(tool)) : placedText(tool));
  return EXIT.ok;
}

/** Explains what stands for a rule of another tool; `false` where none has that name. */
async function explainForeign(
  code: string,
  known: ReadonlyMap<string, Explanation>,
  input: Input,
  world: World,
): Promise<boolean> {
  const [{ foreignNamed }, page] = await foreign();
  const placed = foreignNamed(code).map(page.placed);
  if (placed.length === 0) return false;
  const ids = [...new Set(placed.flatMap(({ ours }) => ours.map(({ id }) => id)))];
  const ours = ids.flatMap((id) => {
    const explanation = known.get(id);
    return explanation ? [{ code: id, ...explanation }] : [];
  });
  const notes = placed.map(({ tool, rule, note }) => `${tool}:${rule}${note === '' ? '' : `  ${note}`}\n`);
  const pages = ours.map(({ code: id, ...explanation }) => `\n${pageOf(id, explanation)}`);
  world.out(input.on('json') ? jsonText({ placed, ours }) : [...notes, ...pages].join(''));
  return true;
}

/** Everything that has a code, by code. */
export function explanations(): ReadonlyMap<string, Explanation> {
  return new Map([
    ...rules.map(({ id, why, fix, source }) => [id, { why, fix, source }] as const),
    ...recipes.map(
      ({ id, summary, source }) =>
        [id, { why: summary, fix: 'Nothing: `wesley plan` does it.', source }] as const,
    ),
    ...Object.entries(CODES),
  ]);
}

const pageOf = (code: string, { why, fix, source }: Explanation): string =>
  `${code}\n\n  why     ${why}\n  do      ${fix}\n${source === null ? '' : `  source  ${source}\n`}`;
