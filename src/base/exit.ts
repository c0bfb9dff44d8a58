/** What a run ends as. `main.ts` alone leaves the process with it. */
export const EXIT = {
  ok: 0,
  /** `check`: findings at or above the fail level; a gate said no. */
  findings: 1,
  /** Usage, SDL or SQL syntax, unknown directive, bad config. */
  input: 2,
  /** File, database, network, git. */
  world: 3,
  generation: 4,
  /** The plan is invalid or refused. */
  plan: 5,
  certificate: 8,
  deploy: 9,
  drift: 10,
  rehearsal: 13,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
