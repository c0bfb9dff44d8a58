import { EXIT, type ExitCode } from '../../base/exit.ts';
import { jsonText } from '../../base/json-text.ts';
import { REFUSALS, type Refusal } from '../../certificate/refusal.ts';
import type { World } from '../../world/world.ts';
import type { Input } from '../line/command.ts';

/** The flag of every command with a machine-readable answer. */
export const JSON_FLAG = { json: { type: 'boolean', description: 'Print one JSON document' } } as const;

export const IN_FLAG = {
  in: { type: 'string', description: 'The certificate; else SHIPME.md, else SHIPIT.md', valueHint: 'FILE' },
} as const;

/** Prints why a certificate is not believed, and ends with the exit code for that. */
export function printRefusal({ code, message }: Refusal, input: Input, world: World): ExitCode {
  const [, remedy] = REFUSALS[code];
  if (input.on('json')) world.out(jsonText({ verdict: 'REFUSED', code, message, remedy }));
  else world.out(`REFUSED ${code}: ${message}\n  ${remedy}\n`);
  return EXIT.certificate;
}
