import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { withoutSecrets } from '../../base/redact.ts';
import { readLedger, replaceIdentity } from '../../deploy/ledger.ts';
import { readPlace } from '../../deploy/place.ts';
import { copyOf } from '../../gates/target.ts';
import { defineCommand } from '../line/command.ts';
import { DSN_FLAG } from '../line/dsn-flag.ts';
import { randomIdentity } from './target/facts.ts';
import { holdDatabase } from './target/hold.ts';

export default defineCommand({
  name: 'adopt',
  summary: 'Give a copy of a database, or one after a failover, an identity of its own.',
  flags: { ...DSN_FLAG },
  positionals: [],
  examples: ['wesley adopt --dsn postgres://localhost/shop'],

  async run(input, world) {
    const url = input.text('dsn') ?? '';
    const engine = await world.openDatabase(url);
    try {
      const { session } = engine;
      const busy = await holdDatabase(engine, 0, world);
      const place = await readPlace(session);
      const { identity } = await readLedger(session);
      const copy = copyOf({ ...place, identity });
      const adopted = busy === null && copy !== null ? randomIdentity(world) : null;
      if (adopted !== null) await replaceIdentity(session, adopted, place);
      const message =
        busy?.message ??
        (adopted === null
          ? 'Nothing to adopt: this is the database that its ledger was written in, or it has no ledger.'
          : `Adopted: ${copy}. Its identity is ${adopted} from now on, in place of ${identity?.id}; certificates made before are refused here.`);
      if (input.on('json'))
        world.out(
          jsonText({
            tool: 'wesley',
            database: withoutSecrets(url),
            adopted: adopted !== null,
            identity: adopted ?? identity?.id ?? null,
            before: identity?.id ?? null,
            message,
          }),
        );
      else world.out(`${message}\n`);
      return busy === null ? EXIT.ok : EXIT.deploy;
    } finally {
      await engine[Symbol.asyncDispose]();
    }
  },
});
