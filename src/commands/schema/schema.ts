import certify from '../../../schemas/certify.schema.json' with { type: 'text' };
import check from '../../../schemas/check.schema.json' with { type: 'text' };
import config from '../../../schemas/config.schema.json' with { type: 'text' };
import diagnostics from '../../../schemas/diagnostics.schema.json' with { type: 'text' };
import drift from '../../../schemas/drift.schema.json' with { type: 'text' };
import ir from '../../../schemas/ir.schema.json' with { type: 'text' };
import plan from '../../../schemas/plan.schema.json' with { type: 'text' };
import pulled from '../../../schemas/pulled.schema.json' with { type: 'text' };
import rehearsal from '../../../schemas/realm.schema.json' with { type: 'text' };
import stats from '../../../schemas/stats.schema.json' with { type: 'text' };
import status from '../../../schemas/status.schema.json' with { type: 'text' };
import transform from '../../../schemas/transform.schema.json' with { type: 'text' };
import verdict from '../../../schemas/verdict.schema.json' with { type: 'text' };
import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { closest } from '../../base/suggest.ts';
import { defineCommand } from '../line/command.ts';
import { misuse } from '../line/misuse.ts';

const SCHEMAS = {
  certify,
  check,
  config,
  diagnostics,
  drift,
  ir,
  plan,
  pulled,
  realm: rehearsal,
  stats,
  status,
  transform,
  verdict,
} as unknown as Readonly<Record<string, string>>;

export default defineCommand({
  name: 'schema',
  summary: 'Print the JSON Schema of what a command prints, or of the configuration.',
  flags: {},
  positionals: [{ name: 'NAME', description: Object.keys(SCHEMAS).join(', '), required: false }],
  examples: ['wesley schema plan', 'wesley schema realm > realm.schema.json'],

  async run(input, world) {
    const [name] = input.positionals;
    if (name === undefined) {
      const names = Object.keys(SCHEMAS);
      world.out(input.on('json') ? jsonText(names) : names.map((known) => `${known}\n`).join(''));
      return EXIT.ok;
    }
    const text = SCHEMAS[name];
    if (text !== undefined) {
      world.out(text);
      return EXIT.ok;
    }
    const guess = closest(name, Object.keys(SCHEMAS));
    const hint = guess ? `Did you mean "${guess}"?` : `Use one of ${Object.keys(SCHEMAS).join(', ')}.`;
    throw misuse(`There is no schema "${name}".`, hint);
  },
});
