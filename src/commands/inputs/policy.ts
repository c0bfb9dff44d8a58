import type { Checked } from '../../base/diagnostic.ts';
import { accepted } from '../../base/diagnostic.ts';
import { Failure } from '../../base/failure.ts';
import { MAX_POLICY_BYTES, type Policy, parsePolicy, policyFor } from '../../gates/policy.ts';
import type { ReadInput } from '../../world/git.ts';
import type { World } from '../../world/world.ts';
import type { Flag, Input } from '../line/command.ts';

const LOCAL_POLICY = '.wesley/policy.json';

/** The flag of every command that judges by a policy. */
export const POLICY_FLAG: Readonly<Record<string, Flag>> = {
  policy: {
    type: 'string',
    description: `The policy; else ${LOCAL_POLICY}, else the built-in one`,
    valueHint: 'FILE',
  },
};

/** The rules of an environment, and the file they come from or were looked for in: an input that must be as the commit has it. */
export interface FoundPolicy {
  readonly policy: Policy;
  readonly input: ReadInput;
}

/** @throws {Failure} `file-unreadable` where a policy is named and is not there. */
export function findPolicy(environment: string, input: Input, world: World): Checked<FoundPolicy> {
  const named = input.text('policy');
  const path = named ?? LOCAL_POLICY;
  const bytes = world.guarded.read(path, { maxBytes: MAX_POLICY_BYTES, links: 'follow' });
  if (bytes === null && named !== null) throw new Failure('file-unreadable', `${named} does not exist`);
  if (bytes === null) return accepted({ policy: policyFor(environment, null), input: { path, bytes } });
  const parsed = parsePolicy(bytes, path);
  return parsed.value === null
    ? parsed
    : accepted({ policy: policyFor(environment, parsed.value), input: { path, bytes } });
}
