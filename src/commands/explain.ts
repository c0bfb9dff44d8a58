import { rules } from '../../rules/index.ts';
import { InputRefused } from '../base/diagnostic.ts';
import { jsonText } from '../base/json-text.ts';
import { closest } from '../base/suggest.ts';
import { REFUSALS } from '../certificate/refusal.ts';
import { GATE_REFUSALS } from '../gates/refusal.ts';
import { recipes } from '../plan/recipes/index.ts';
import { CODES, type Explanation } from './codes.ts';
import { defineCommand } from './command.ts';
import { EXIT } from './exit.ts';

export default defineCommand({
  name: 'explain',
  summary: 'Explain a rule, recipe, refusal, hazard or error: why, what to do, where it is written.',
  flags: {},
  positionals: [
    { name: 'CODE', description: 'as a message shows it; all of them when left out', required: false },
  ],
  examples: [
    'wesley explain adding-foreign-key',
    'wesley explain E_SCHEMA',
    'wesley explain UNKNOWN_DIRECTIVE',
  ],

  async run(input, world) {
    const known = explanations();
    const [code] = input.positionals;
    if (code === undefined) {
      const list = [...known].map(([name, { why }]) => ({ code: name, why }));
      world.out(input.on('json') ? jsonText(list) : list.map((row) => `${row.code}  ${row.why}\n`).join(''));
      return EXIT.ok;
    }
    const explanation = known.get(code) ?? known.get(code.toUpperCase()) ?? known.get(code.toLowerCase());
    if (!explanation) {
      const guess = closest(code, [...known.keys()]);
      const hint = guess ? `Did you mean "${guess}"?` : '`wesley explain` lists all of them.';
      throw new InputRefused([{ code: 'USAGE', message: `There is no code "${code}".`, span: null, hint }]);
    }
    world.out(input.on('json') ? jsonText({ code, ...explanation }) : page(code, explanation));
    return EXIT.ok;
  },
});

/** Everything that has a code, by code. */
export function explanations(): ReadonlyMap<string, Explanation> {
  const refusals = { ...REFUSALS, ...GATE_REFUSALS };
  return new Map([
    ...rules.map(({ id, why, fix, source }) => [id, { why, fix, source }] as const),
    ...recipes.map(
      ({ id, summary, source }) =>
        [id, { why: summary, fix: 'Nothing: `wesley plan` does it.', source }] as const,
    ),
    ...Object.entries(CODES),
    ...Object.entries(refusals).map(([code, [why, fix]]) => [code, { why, fix, source: null }] as const),
  ]);
}

const page = (code: string, { why, fix, source }: Explanation): string =>
  `${code}\n\n  why     ${why}\n  do      ${fix}\n${source === null ? '' : `  source  ${source}\n`}`;
