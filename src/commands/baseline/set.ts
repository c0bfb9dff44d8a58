import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { schemaDigest } from '../../ir/schema-of.ts';
import { generate } from '../../targets/generate.ts';
import { loadConfig } from '../inputs/config.ts';
import { BASELINE_FILE, baselineOf } from '../inputs/source.ts';
import { defineCommand } from '../line/command.ts';

export default defineCommand({
  name: 'baseline set',
  summary: 'Write down where plans start from now on: a database that is there already, or a schema file.',
  flags: {
    from: {
      type: 'string',
      description: 'a live database, dump, SQL, snapshot, schema file or git:REV (default: the schema file)',
      valueHint: 'SOURCE',
    },
  },
  positionals: [],
  examples: ['wesley baseline set --from postgres://localhost/shop', 'wesley baseline set'],

  async run(input, world) {
    const config = await loadConfig(input, world);
    await world.loadSqlParser();
    const source = await baselineOf(input.text('from') ?? config.schema, config.schema, config, world);
    const [file] = await generate(source.schema, ['ir']);
    await world.files.write(BASELINE_FILE, file?.text ?? '');
    const from = withoutSecrets(source.label);
    const digest = schemaDigest(source.schema);
    if (input.on('json')) world.out(jsonText({ tool: 'wesley', baseline: BASELINE_FILE, from, digest }));
    else world.out(`${BASELINE_FILE}: ${from} (${digest})\n`);
    return EXIT.ok;
  },
});
