import { EXIT } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { defineCommand } from '../line/command.ts';
import { HOOK, installHook, told } from './hook/install-hook.ts';

const SCHEMA = `"""
Somebody who is billed.
"""
type Customer @wes_table(name: "customers") {
  id: ID! @wes_pk @wes_default(expr: "gen_random_uuid()")
  email: String! @wes_unique
  invoices: [Invoice!]! @wes_hasMany(field: "customer")
}

"""
A request for payment.
"""
type Invoice @wes_table(name: "invoices") {
  id: ID! @wes_pk @wes_default(expr: "gen_random_uuid()")
  customer: Customer! @wes_fk(ref: "Customer.id", onDelete: RESTRICT)
  total: Decimal! @wes_column(precision: 12, scale: 2) @wes_check(expr: "total >= 0")
  issuedAt: DateTime! @wes_default(expr: "now()")
}
`;

const CONFIG = `export default {
  schema: 'schema.graphql',
  out: 'generated',
  // PostgreSQL major version that plan and check predict locks for.
  postgres: 18,
  // Scalars of your own and the PostgreSQL types they stand for: Email: { type: 'text' }
  scalars: {},
};
`;

const WORKFLOW = `name: wesley
on: [pull_request]
jobs:
  rehearse:
    runs-on: ubuntu-latest
    env:
      # What the runtime inside the executable would run before it.
      BUN_OPTIONS: ''
      BUN_BE_BUN: ''
      FROM: git:origin/\${{ github.base_ref }}
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      # Put the executable on the PATH here: the job needs nothing else.
      - run: wesley --version
      - run: wesley transform
      - run: wesley plan --from "$FROM" --explain
      # A rehearsal of nothing is no success, so it is run only where there is something to rehearse.
      - run: |
          steps=$(wesley plan --from "$FROM" --json | jq .summary.steps)
          if [ "$steps" -gt 0 ]; then wesley rehearse --from "$FROM"; fi
`;

const FILES: readonly (readonly [path: string, text: string, mode: number])[] = [
  ['schema.graphql', SCHEMA, 0o644],
  ['wesley.config.ts', CONFIG, 0o644],
  ['.githooks/pre-commit', HOOK, 0o755],
  ['.github/workflows/wesley.yml', WORKFLOW, 0o644],
];

export default defineCommand({
  name: 'init',
  summary:
    'Write a first schema, a configuration, a pre-commit hook and a CI job; never over a file that is there.',
  flags: {
    from: {
      type: 'string',
      description: 'adopt a database that is there: a live one, a dump or SQL files',
      valueHint: 'SOURCE',
    },
    hook: { type: 'boolean', description: "only a pre-commit hook, where the repository's own hooks are" },
    'dry-run': { type: 'boolean', description: 'say what would be written, and write nothing' },
  },
  positionals: [],
  examples: ['wesley init', 'wesley init --from postgres://localhost/shop', 'wesley init --hook'],

  async run(input, world) {
    if (input.on('hook')) return await installHook(input, world);
    const from = input.text('from');
    if (from !== null) {
      const { adoptDatabase } = await import('./adopt-database.ts');
      return adoptDatabase(from, FILES.slice(2), input, world);
    }
    const { files, out, log } = world;
    const isDry = input.on('dry-run');
    const rows: { path: string; isFree: boolean }[] = [];
    for (const [path, text, mode] of FILES) {
      const isFree = (await files.exists(path)) === null;
      if (isFree && !isDry) await files.write(path, text, { mode });
      rows.push({ path, isFree });
    }
    if (input.on('json'))
      out(
        jsonText({
          tool: 'wesley',
          files: rows.map(({ path, isFree }) => ({ path, written: isFree && !isDry })),
        }),
      );
    else out(rows.map(({ path, isFree }) => `${told(isFree, isDry)}  ${path}\n`).join(''));
    if (isDry) return EXIT.ok;
    log.info('Next: wesley transform, then wesley plan --explain');
    return EXIT.ok;
  },
});
