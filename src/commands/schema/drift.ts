import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { introspectLive } from '../database/target/facts.ts';
import { loadConfig } from '../inputs/config.ts';
import { loadSchema } from '../inputs/schema.ts';
import { defineCommand } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';
import { misuse } from '../line/misuse.ts';
import { type Comparison, compareLive } from './planning/compare.ts';

export default defineCommand({
  name: 'drift',
  summary: 'Compare a live database with the schema it should have.',
  flags: {
    ...DSN_FLAG,
    schema: {
      type: 'string',
      description: 'the schema it should have (default: schema.graphql)',
      valueHint: 'FILE',
    },
    carried: {
      type: 'boolean',
      description:
        'let what is carried decide, too: what appeared, changed or vanished since carried.sql was written',
    },
  },
  positionals: [],
  examples: [
    'wesley drift --dsn postgres://localhost/shop --schema schema.graphql',
    'wesley drift --dsn postgres://localhost/shop --carried',
  ],

  async run(input, world) {
    const config = await loadConfig(input, world);
    const path = input.text('schema') ?? config.schema;
    const declared = await loadSchema(path, config, world);
    const url = input.text('dsn') ?? '';
    const engine = await world.openDatabase(url);
    const live = await introspectLive(engine.session).finally(() => engine[Symbol.asyncDispose]());
    const comparison = await compareLive(live, declared, config, world);
    if (input.on('carried') && comparison.carriedDifferences === null && comparison.carried.length > 0)
      throw misuse(
        'There is no carried.sql beside the schema to compare with.',
        'Write one with `wesley pull --format sdl --out DIR`.',
      );
    const drift =
      comparison.differences.length > 0 ||
      (input.on('carried') && (comparison.carriedDifferences ?? []).length > 0);
    if (input.on('json'))
      world.out(
        jsonText({
          tool: 'wesley',
          database: withoutSecrets(url),
          server: engine.server,
          schema: path,
          drift,
          ...comparison,
        }),
      );
    else world.out(driftText(comparison, withoutSecrets(url), path));
    return drift ? EXIT.drift : EXIT.ok;
  },
});

/** What differs, then what is left alone, for a person. */
export function driftText(
  { differences, carried, carriedDifferences }: Comparison,
  database: string,
  schema: string,
): string {
  const lines = [
    ...(differences.length === 0
      ? [
          `No drift: ${database} is ${schema}${carriedDifferences?.length ? ', but for what is carried' : ''}.`,
        ]
      : []),
    ...differences.map(({ sentence }) => sentence),
    ...(carried.length === 0 ? [] : [`Left alone, because ${schema} does not declare them:`]),
    ...carried.map((id) => `  ${id.replace(/^carried:/, '').replace(/^(\w+):/, '$1 ')}`),
    ...(carriedDifferences === null || carriedDifferences.length === 0
      ? []
      : [
          'Carried, and not as carried.sql has it:',
          ...carriedDifferences.map(({ sentence }) => `  ${sentence}`),
        ]),
  ];
  return `${lines.join('\n')}\n`;
}
