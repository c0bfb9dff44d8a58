import { InputRefused } from '../../base/diagnostic.ts';
import { Failure } from '../../base/failure.ts';
import type { ReadInput } from '../../world/git.ts';
import type { ImportedModule } from '../../world/module.ts';
import type { World } from '../../world/world.ts';
import type { Input } from '../line/command.ts';
import type { Config } from './config-schema.ts';

const DEFAULT_FILES = ['wesley.config.ts', 'wesley.config.json'];
const NONE: Config = {
  schema: 'schema.graphql',
  out: 'generated',
  baseline: null,
  postgres: 18,
  manage: {},
  scalars: {},
  check: {},
};

/** The configuration, and the files that it came from or was looked for in. */
export interface LoadedConfig {
  readonly config: Config;
  readonly inputs: readonly ReadInput[];
}

/**
 * The configuration file, or the defaults where there is none.
 *
 * @throws {InputRefused} when it can't be read, doesn't run, or holds something unknown.
 */
export const loadConfig = async (input: Input, world: World): Promise<Config> =>
  (await loadConfigFile(input, world)).config;

/** The same, for a result that must be made from nothing but a commit. */
export async function loadConfigFile(input: Input, world: World): Promise<LoadedConfig> {
  const path = await configFile(input, world.files);
  const absent =
    input.text('config') === null ? DEFAULT_FILES.slice(0, DEFAULT_FILES.indexOf(path ?? '')) : [];
  const lookedFor = (path === null ? DEFAULT_FILES : absent).map((name) => ({ path: name, bytes: null }));
  if (path === null) return { config: NONE, inputs: lookedFor };
  const [{ exported, inputs }, { decodeConfig }] = await Promise.all([
    path.endsWith('.json') ? readJson(path, world.files) : run(path, world),
    import('./config-schema.ts'),
  ]);
  const decoded = decodeConfig(exported);
  if (typeof decoded === 'string')
    throw invalidConfig(`${path}: ${decoded}`, 'See the README for what a configuration holds.');
  return { config: { ...NONE, ...decoded }, inputs: [...lookedFor, ...inputs] };
}

async function configFile(input: Input, files: World['files']): Promise<string | null> {
  const named = input.text('config');
  for (const path of named === null ? DEFAULT_FILES : [named])
    if ((await files.exists(path)) === 'file') return path;
  if (named === null) return null;
  throw invalidConfig(`There is no configuration file ${named}.`, 'Check --config.');
}

async function readJson(path: string, files: World['files']): Promise<ImportedModule> {
  const bytes = await files.readBytes(path);
  try {
    return { exported: JSON.parse(files.decode(bytes, path)), inputs: [{ path, bytes }] };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidConfig(`${path} is no JSON: ${error.message}`, 'Check quotes and commas.');
  }
}

async function run(path: string, { files, importModule }: World): Promise<ImportedModule> {
  try {
    return await importModule(files.resolve(path));
  } catch (error) {
    if (error instanceof Failure) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw invalidConfig(`${path} does not run: ${said}`, 'Mend what it says; it exports default { … }.');
  }
}

/** A configuration that is read well and says what can't be. */
export const invalidConfig = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'INVALID_CONFIG', message, span: null, hint }]);
