/**
 * Builds `dist/wesley`, one executable with everything inside; `--target linux-arm64` and the like build for others,
 * from the platform packages of Bun on the npm registry.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import './assets.ts';

const ROOT = join(import.meta.dir, '..');
const TARGETS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'windows-x64'] as const;

const at = process.argv.indexOf('--target');
const target = at < 0 ? null : (process.argv[at + 1] ?? '');
if (target !== null && !TARGETS.includes(target as (typeof TARGETS)[number]) && target !== 'all') {
  throw new Error(`--target takes one of ${TARGETS.join(', ')} or all`);
}

const git = Bun.spawnSync(['git', 'rev-parse', '--short=12', 'HEAD'], { cwd: ROOT, stderr: 'ignore' });
const commit = git.success ? git.stdout.toString().trim() : 'no commit';

/**
 * `pg` asks for twins of itself that are not installed. Left to be found at run time, they would be taken from the
 * `node_modules` of the folder that the executable is started in.
 */
const withoutTwins: Bun.BunPlugin = {
  name: 'without twins of pg',
  setup(build) {
    build.onResolve({ filter: /^pg-(?:native|cloudflare)$/ }, ({ path }) => ({ path, namespace: 'twin' }));
    build.onLoad({ filter: /./, namespace: 'twin' }, ({ path }) => ({
      contents: `throw Object.assign(new Error('there is no ${path}'), { code: 'MODULE_NOT_FOUND' });`,
      loader: 'js',
    }));
  },
};

/**
 * `graphql` asks for `node:diagnostics_channel` when it is loaded, so that tracers can listen to it. There are none in an
 * executable, and the module takes 10 ms of every start.
 */
const withoutTracing: Bun.BunPlugin = {
  name: 'without tracing of graphql',
  setup(build) {
    build.onLoad({ filter: /[/\\]graphql[/\\]diagnostics\.m?js$/ }, async ({ path }) => {
      const [before, after, ...more] = (await Bun.file(path).text()).split(
        "processRef.getBuiltinModule('node:diagnostics_channel')",
      );
      if (after === undefined || more.length > 0) throw new Error(`${path} is not as it was`);
      return { contents: `${before}undefined${after}`, loader: 'js' };
    });
  },
};

async function build(platform: string | null): Promise<void> {
  const name =
    platform === null ? 'wesley' : `wesley-${platform}${platform.startsWith('windows') ? '.exe' : ''}`;
  const outfile = join(ROOT, 'dist', name);
  const result = await Bun.build({
    entrypoints: [join(ROOT, 'src/main.ts')],
    compile: {
      outfile,
      // By itself the runtime would run the preloads of a bunfig.toml and take variables from .env files of the folder that
      // it is started in: whoever can commit there could do anything, as whoever deploys.
      autoloadBunfig: false,
      autoloadDotenv: false,
      autoloadTsconfig: false,
      autoloadPackageJson: false,
      ...(platform === null ? {} : { target: `bun-${platform}` as Bun.Build.CompileTarget }),
    },
    define: {
      WESLEY_COMMIT: JSON.stringify(commit),
      'process.env.NODE_ENV': '"production"',
      'process.env.NODE_PG_FORCE_NATIVE': '""',
    },
    format: 'esm',
    bytecode: true,
    minify: true,
    // What a command does not import stays unread: 4 ms of each start.
    splitting: true,
    plugins: [withoutTwins, withoutTracing],
  });
  if (!result.success) throw new AggregateError(result.logs, `the build of ${name} failed`);
  process.stdout.write(`dist/${name}  ${(statSync(outfile).size / 1e6).toFixed(1)} MB\n`);
}

mkdirSync(join(ROOT, 'dist'), { recursive: true });
if (target === 'all') for (const platform of TARGETS) await build(platform);
else await build(target);
