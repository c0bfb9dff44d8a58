import { EXIT } from '../../base/exit.ts';
import { generate } from '../../targets/generate.ts';
import { introspectLive } from '../database/target/facts.ts';
import { defineCommand } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';
import { misuse } from '../line/misuse.ts';

export default defineCommand({
  name: 'pull',
  summary: 'Read a live database into a snapshot that `plan --from` takes.',
  flags: {
    ...DSN_FLAG,
    format: { type: 'string', description: 'ir', valueHint: 'FORMAT', default: 'ir' },
    out: { type: 'string', description: 'write it to this file instead of stdout', valueHint: 'FILE' },
  },
  positionals: [],
  examples: ['wesley pull --dsn postgres://localhost/shop --out snapshot.json'],

  async run(input, world) {
    if (input.text('format') !== 'ir')
      throw misuse(`--format takes ir, not "${input.text('format')}".`, 'Write --format ir.');
    const engine = await world.openDatabase(input.text('dsn') ?? '');
    const schema = await introspectLive(engine.session).finally(() => engine[Symbol.asyncDispose]());
    const [file] = await generate(schema, ['ir']);
    const out = input.text('out');
    if (out === null) world.out(file?.text ?? '', 'document');
    else {
      await world.files.write(out, file?.text ?? '');
      world.out(`${out}\n`);
    }
    return EXIT.ok;
  },
});
