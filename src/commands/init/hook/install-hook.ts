import { InputRefused } from '../../../base/diagnostic.ts';
import { EXIT, type ExitCode } from '../../../base/exit.ts';
import { jsonText } from '../../../base/json-text.ts';
import type { Files } from '../../../world/files.ts';
import type { World } from '../../../world/world.ts';
import type { Input } from '../../line/command.ts';

const MARK = '# wesley-hook:';

/** A pre-commit hook for what is staged. Without the program nothing is checked, and that is no pass. */
export const HOOK = `#!/bin/sh
${MARK} made by \`wesley init --hook\`, which also brings it up to date
# Refuses a commit whose staged SQL would block traffic. To commit past it once: git commit --no-verify
# To uninstall it, delete this file.
# What the runtime inside the executable would run before it.
unset BUN_OPTIONS BUN_BE_BUN
wesley=\${WESLEY:-wesley}
if ! command -v "$wesley" >/dev/null 2>&1; then
  echo "pre-commit: there is no $wesley on the PATH, so the staged SQL was not checked." >&2
  echo "  help: put the executable on the PATH, name it in WESLEY, or commit with --no-verify." >&2
  exit 1
fi
exec "$wesley" check --quiet
`;

const LINE = 'wesley check --quiet || exit 1';
const LEFTHOOK = `pre-commit:
  commands:
    wesley:
      glob: "*.sql"
      run: wesley check --quiet`;
const PRE_COMMIT = `  - repo: local
    hooks:
      - id: wesley-check
        name: wesley check
        language: system
        entry: wesley check --quiet
        files: \\.sql$
        require_serial: true`;

/** Programs that own the hooks of a repository: the files they are known by, and what to write into the first of them that is there. */
const MANAGERS: readonly (readonly [name: string, files: readonly string[], text: string])[] = [
  ['husky', ['.husky/pre-commit', '.husky'], LINE],
  [
    'lefthook',
    ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml', 'lefthook.toml', 'lefthook.json'],
    LEFTHOOK,
  ],
  ['pre-commit', ['.pre-commit-config.yaml', '.pre-commit-config.yml'], PRE_COMMIT],
];

/** Installs the hook, or brings ours up to date. @throws {InputRefused} `HOOK_TAKEN` where somebody else's stands. */
export async function installHook(input: Input, world: World): Promise<ExitCode> {
  const { root, folder, isOwn } = await world.hooks();
  const path = `${folder}/pre-commit`;
  const isDry = input.on('dry-run');
  const taken = (await managed(root, world.files)) ?? (await occupied(path, isOwn, world.files));
  if (taken && !taken.runsUs) throw refusal(taken);
  if (taken) world.log.info('it runs wesley check already');
  const at = taken?.path ?? path;
  const written = !taken && (await textAt(path, world.files)) !== HOOK;
  if (written && !isDry) await world.files.write(path, HOOK, { mode: 0o755 });
  if (input.on('json'))
    world.out(jsonText({ tool: 'wesley', files: [{ path: at, written: written && !isDry }] }));
  else world.out(`${told(written, isDry)}  ${at}\n`);
  if (written) world.log.info(`To uninstall it: rm '${path.replaceAll("'", `'\\''`)}'`);
  return EXIT.ok;
}

/** What is said of a file that is free to be written, or is not. */
export const told = (written: boolean, isDry: boolean): string =>
  written ? (isDry ? 'would write' : 'wrote') : 'kept ';

/** What stands where the hook would go. */
interface Taken {
  readonly path: string;
  readonly by: string;
  /** What to add there. */
  readonly add: string;
  readonly runsUs: boolean;
}

async function managed(root: string, files: Files): Promise<Taken | null> {
  for (const [by, names, add] of MANAGERS) {
    for (const name of names) {
      const path = `${root}/${name}`;
      const kind = await files.exists(path);
      if (kind === null) continue;
      const runsUs = runsCheck(await textAt(path, files));
      return { path: kind === 'file' ? path : `${path}/pre-commit`, by, add, runsUs };
    }
  }
  return null;
}

async function occupied(path: string, isOwn: boolean, files: Files): Promise<Taken | null> {
  const kind = await files.exists(path);
  const text = await textAt(path, files);
  if (text.includes(MARK) || (kind === null && isOwn)) return null;
  const by = isOwn ? 'a hook of your own' : 'core.hooksPath, a folder that other repositories use too';
  return { path, by, add: LINE, runsUs: runsCheck(text) };
}

const runsCheck = (text: string): boolean => /^[^#\n]*\bwesley["']?[ -]check\b/m.test(text);

const textAt = async (path: string, files: Files): Promise<string> =>
  (await files.exists(path)) === 'file' ? await files.read(path) : '';

const refusal = ({ path, by, add }: Taken): InputRefused =>
  new InputRefused([
    {
      code: 'HOOK_TAKEN',
      message: `Nothing was written: the pre-commit hook belongs to ${by}.`,
      span: null,
      hint: `Add to ${path}:\n${add}`,
    },
  ]);
