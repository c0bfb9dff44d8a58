import type { Change } from '../diff/change.ts';
import { diff } from '../diff/diff.ts';
import { readCatalog } from '../ir/catalog.ts';
import { isPrintable } from '../ir/create-all.ts';
import { elaborate, makeRoles } from '../ir/elaborate.ts';
import { alteredFacts } from '../plan/alteration.ts';
import { defineCommand } from './command.ts';
import { loadConfig } from './config.ts';
import { EXIT } from './exit.ts';
import { loadSchema } from './load-schema.ts';
import { shown } from './source.ts';

export default defineCommand({
  name: 'drift',
  summary: 'Compare a live database with the schema it should have.',
  flags: {
    dsn: {
      type: 'string',
      description: 'the database: postgres://… or pglite:DIR',
      valueHint: 'URL',
      required: true,
    },
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
    const live = await readCatalog(engine.session).finally(() => engine[Symbol.asyncDispose]());
    const scratch = await world.openScratch({ pgtap: false });
    try {
      await makeRoles(live, scratch.session);
      // Both sides as one server prints them: what version 15 says of itself would differ from version 18 in words alone.
      const expected = await elaborate(declared.schema, scratch.session);
      const found = await elaborate(live, scratch.session);
      // What PostgreSQL can't print can't be made in the scratch database; no schema asks for it.
      const unprintable = live.objects.filter(
        (object) => object.kind === 'unmanaged' && !isPrintable(object),
      );
      const changes = [
        ...diff(expected, found),
        ...unprintable.map((after) => ({ kind: 'create' as const, after })),
      ];
      const differences = changes.map(difference);
      if (input.on('json'))
        world.out(
          `${JSON.stringify({ tool: 'wesley', database: shown(url), server: engine.server, schema: path, drift: differences.length > 0, differences }, null, 2)}\n`,
        );
      else
        world.out(
          differences.length === 0
            ? `No drift: ${shown(url)} is ${path}.\n`
            : differences.map(({ sentence }) => `${sentence}\n`).join(''),
        );
      return differences.length === 0 ? EXIT.ok : EXIT.drift;
    } finally {
      await scratch[Symbol.asyncDispose]();
    }
  },
});

function difference(change: Change) {
  switch (change.kind) {
    case 'create':
      return {
        kind: 'unexpected',
        object: change.after.id,
        facts: [],
        sentence: `unexpected  ${change.after.id}: the database has it, the schema does not`,
      };
    case 'drop':
      return {
        kind: 'missing',
        object: change.before.id,
        facts: [],
        sentence: `missing     ${change.before.id}: the schema has it, the database does not`,
      };
    case 'alter': {
      const facts = alteredFacts(change);
      return {
        kind: 'different',
        object: change.after.id,
        facts,
        sentence: `different   ${change.after.id}: ${facts.join(', ')}`,
      };
    }
  }
}
