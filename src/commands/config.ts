import { InputRefused } from '../base/diagnostic.ts';
import type { Input, World } from './command.ts';
import type { Config } from './config-schema.ts';

const DEFAULT_FILES = ['wesley.config.ts', 'wesley.config.json'];
const NONE: Config = {
  schema: 'schema.graphql',
  out: 'generated',
  baseline: null,
  postgres: 18,
  scalars: {},
  check: {},
};

/**
 * The configuration file, or the defaults where there is none.
 *
 * @throws {InputRefused} when it can't be read, doesn't run, or holds something unknown.
 */
export async function loadConfig(input: Input, { files }: World): Promise<Config> {
  const path = await configFile(input, files);
  if (path === null) return NONE;
  const [exported, { decodeConfig }] = await Promise.all([
    path.endsWith('.json') ? files.read(path).then(parseJson(path)) : run(files.resolve(path), path),
    import('./config-schema.ts'),
  ]);
  const decoded = decodeConfig(exported);
  if (typeof decoded === 'string')
    throw invalidConfig(`${path}: ${decoded}`, 'See the README for what a configuration holds.');
  return { ...NONE, ...decoded };
}

async function configFile(input: Input, files: World['files']): Promise<string | null> {
  const named = input.text('config');
  for (const path of named === null ? DEFAULT_FILES : [named])
    if ((await files.exists(path)) === 'file') return path;
  if (named === null) return null;
  throw invalidConfig(`There is no configuration file ${named}.`, 'Check --config.');
}

const parseJson =
  (path: string) =>
  (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw invalidConfig(`${path} is no JSON: ${(error as Error).message}`, 'Check quotes and commas.');
    }
  };

async function run(absolute: string, shown: string): Promise<unknown> {
  try {
    return ((await import(absolute)) as { default?: unknown }).default;
  } catch (error) {
    throw invalidConfig(
      `${shown} does not run: ${(error as Error).message}`,
      'A configuration imports nothing and exports default { … }.',
    );
  }
}

/** A configuration that is read well and says what can't be. */
export const invalidConfig = (message: string, hint: string): InputRefused =>
  new InputRefused([{ code: 'INVALID_CONFIG', message, span: null, hint }]);
