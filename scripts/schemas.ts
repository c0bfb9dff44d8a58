/** Writes `schemas/` from the output schemas of the commands. A test holds the two equal. */
import { join } from 'node:path';
import { OUTPUT_SCHEMAS, type OutputName, schemaText } from '../src/commands/outputs/schemas.ts';

for (const name of Object.keys(OUTPUT_SCHEMAS) as OutputName[]) {
  await Bun.write(join(import.meta.dir, '..', 'schemas', `${name}.schema.json`), schemaText(name));
}
