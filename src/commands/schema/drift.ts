import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { driftOf } from '../../diff/drift.ts';
import { elaborate, makeRoles } from '../../ir/elaborate.ts';
import { schemaOf } from '../../ir/schema-of.ts';
import { introspectLive } from '../database/target/facts.ts';
import { loadConfig } from '../inputs/config.ts';
import { loadSchema } from '../inputs/schema.ts';
import { defineCommand } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';

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
    const url = input.text('dsn') ?? '';
    const engine = await world.openDatabase(url);
    const live = await introspectLive(engine.session).finally(() => engine[Symbol.asyncDispose]());
    const scratch = await world.openScratch({ pgtap: false });
    try {
      await makeRoles(live, scratch.session);
      const carried = live.objects.filter((object) => object.kind === 'carried');
      // Both sides as one server prints them: what version 15 says of itself would differ from version 18 in words alone.
      // A default may call a function that only the database has, so both sides get what a schema can't express.
      const expected = await elaborate(schemaOf([...declared.schema.objects, ...carried]), scratch.session);
      const found = await elaborate(live, scratch.session);
      const differences = driftOf(expected, found, carried);
      if (input.on('json'))
        world.out(
          jsonText({
            tool: 'wesley',
            database: withoutSecrets(url),
            server: engine.server,
            schema: path,
            drift: differences.length > 0,
            differences,
          }),
        );
      else
        world.out(
          differences.length === 0
            ? `No drift: ${withoutSecrets(url)} is ${path}.\n`
            : differences.map(({ sentence }) => `${sentence}\n`).join(''),
        );
      return differences.length === 0 ? EXIT.ok : EXIT.drift;
    } finally {
      await scratch[Symbol.asyncDispose]();
    }
  },
});
