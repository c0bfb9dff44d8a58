import { listed, urlForms } from '../../base/engines.ts';
import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { planFiles } from '../../plan/document/files.ts';
import { planJson } from '../../plan/document/json.ts';
import { explainPlan } from '../../reports/plan-text.ts';
import { loadConfig } from '../inputs/config.ts';
import { baselineOf, targetOf } from '../inputs/source.ts';
import { defineCommand } from '../line/command.ts';
import { majorOf } from '../line/postgres-major.ts';
import { planFrom } from './planning/plan-from.ts';
import { scopeNotes } from './planning/scope-notes.ts';

export default defineCommand({
  name: 'plan',
  summary: 'Plan the phased migration from where you are to a schema.',
  flags: {
    schema: {
      type: 'string',
      description: 'the schema to reach (default: schema.graphql)',
      valueHint: 'FILE',
    },
    to: {
      type: 'string',
      description: 'what to reach instead of a schema file: as for --from',
      valueHint: 'SOURCE',
    },
    from: {
      type: 'string',
      description: `where to start: ${listed(['old.graphql', 'a .sql file, dump or folder', 'ir.json', 'git:REV', ...urlForms('DIR'), 'empty'])}`,
      valueHint: 'SOURCE',
    },
    explain: {
      type: 'boolean',
      description: 'a page for the person on call: what each step locks, for how long, how to undo it',
    },
    out: {
      type: 'string',
      description: 'write one SQL file a phase, the rollback and plan.json',
      valueHint: 'DIR',
    },
    pg: {
      type: 'string',
      description: 'PostgreSQL major to predict locks for, 14 to 18 (default: 18)',
      valueHint: 'N',
    },
  },
  positionals: [],
  examples: [
    'wesley plan --schema schema.graphql --from old.graphql --explain',
    'wesley plan --schema schema.graphql --from git:main --out migrations',
    'wesley plan --from postgres://localhost/shop --to schema.sql',
  ],

  async run(input, world) {
    const config = await loadConfig(input, world);
    const target = await targetOf(input, config, world);
    const schemaPath = input.text('schema') ?? config.schema;
    const source = await baselineOf(input.text('from'), schemaPath, config, world);
    const how = { major: majorOf(input.text('pg'), config), manage: config.manage };
    const planned = await planFrom(source, target, how, world);
    const json = planJson(planned, { from: withoutSecrets(source.label), to: target.label });
    const out = input.text('out');
    const files = out === null ? [] : planFiles(planned.plan, json);
    if (out !== null) await world.files.writeAll(out, files);
    if (input.on('json')) world.out(jsonText(json));
    else if (out !== null && !input.on('explain'))
      world.out(files.map((file) => `${out}/${file.path}\n`).join(''));
    else world.out(explainPlan(planned, json, { detailed: input.on('explain') }));
    for (const note of scopeNotes(planned)) world.log.info(note);
    world.log.info(`planned from ${json.from.source}`);
    return EXIT.ok;
  },
});
