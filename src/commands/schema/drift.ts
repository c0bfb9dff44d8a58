import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { driftOf } from '../../diff/drift.ts';
import { isRight } from '../../ir/carried/rights.ts';
import { carriedBy, withCarried } from '../../ir/carried/with-carried.ts';
import { comparable } from '../../ir/comparable.ts';
import type { Engine } from '../../world/engine.ts';
import { introspectLive } from '../database/target/facts.ts';
import { loadConfig } from '../inputs/config.ts';
import { loadSchema } from '../inputs/schema.ts';
import { defineCommand } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';
import { extentOf } from './planning/extent.ts';
import { refuseContradictions } from './planning/plan-from.ts';

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
  },
  positionals: [],
  examples: ['wesley drift --dsn postgres://localhost/shop --schema schema.graphql'],

  async run(input, world) {
    const config = await loadConfig(input, world);
    const path = input.text('schema') ?? config.schema;
    const declared = await loadSchema(path, config, world);
    refuseContradictions(declared, config.manage);
    const url = input.text('dsn') ?? '';
    const engine = await world.openDatabase(url);
    const live = await introspectLive(engine.session).finally(() => engine[Symbol.asyncDispose]());
    const extent = await extentOf(live, declared.schema, config.manage);
    const expected = withCarried(declared.schema, live, extent);
    let scratch: Engine | null = null;
    try {
      const [wanted, found] = await comparable(expected, live, async () => {
        scratch = await world.openScratch({ pgtap: false });
        return scratch.session;
      });
      const differences = driftOf(wanted, found);
      const carried = carriedBy(live, declared.schema, extent)
        .filter((object) => !('table' in object) && !isRight(object))
        .map(({ id }) => id);
      if (input.on('json'))
        world.out(
          jsonText({
            tool: 'wesley',
            database: withoutSecrets(url),
            server: engine.server,
            schema: path,
            drift: differences.length > 0,
            differences,
            carried,
          }),
        );
      else {
        const sentences = differences.map(({ sentence }) => `${sentence}\n`).join('');
        world.out(differences.length === 0 ? `No drift: ${withoutSecrets(url)} is ${path}.\n` : sentences);
        if (carried.length > 0)
          world.out(
            `Left alone, because ${path} does not declare them:\n${carried.map((id) => `  ${id.replace(/^carried:/, '').replace(/^(\w+):/, '$1 ')}\n`).join('')}`,
          );
      }
      return differences.length === 0 ? EXIT.ok : EXIT.drift;
    } finally {
      await (scratch as Engine | null)?.[Symbol.asyncDispose]();
    }
  },
});
