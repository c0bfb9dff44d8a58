import { utf8Text } from '../base/utf8.ts';
import { KINDS } from '../evidence/kinds/index.ts';
import type { Records } from '../evidence/record.ts';
import { planScripts } from '../plan/document/files.ts';
import { EVIDENCE_MAP_FILE, isDeclared, type Target } from '../targets/target.ts';
import { CONFIG_FILE, GENERATED } from './artifacts.ts';

const EVIDENCE_FILE = 'evidence.jsonl';
const KNOWN: readonly string[] = [
  EVIDENCE_FILE,
  CONFIG_FILE,
  GENERATED + EVIDENCE_MAP_FILE,
  ...Object.values(KINDS).map(({ file }) => file),
];

/**
 * The first certified file that nothing binds to the rest: one of an unknown name, or a script that is not what
 * psql is given for the plan. The manifest lists any file, and people run the rollback from its script.
 */
export function unboundIn(
  files: ReadonlyMap<string, Uint8Array>,
  { subject, body }: Records['plan'],
  targets: readonly Target[],
): string | null {
  const scripts = scriptsOf(body);
  const missing = [...scripts.keys()].find((path) => !files.has(path));
  if (missing !== undefined) return `there is no ${missing}`;
  for (const [path, bytes] of files) {
    const script = scripts.get(path);
    if (script === undefined && !isKnown(path, targets))
      return `${path} belongs to nothing that is certified`;
    if (script !== undefined && utf8Text(bytes, 'keep') !== script)
      return `${path} is not what ${subject} says`;
  }
  return null;
}

function scriptsOf({ phases, rollback }: Records['plan']['body']): ReadonlyMap<string, string> {
  const steps = phases.flatMap(({ name, steps }) => steps.map((step) => ({ ...step, phase: name })));
  return new Map(planScripts({ steps, rollback }).map(({ path, text }) => [`plan/${path}`, text]));
}

const isKnown = (path: string, targets: readonly Target[]): boolean =>
  KNOWN.includes(path) ||
  (path.startsWith(GENERATED) && targets.some((target) => isDeclared(target, path.slice(GENERATED.length))));
