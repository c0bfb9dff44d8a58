import { z } from 'zod';
import type { FileSettings, Override } from '../../check/settings/file-settings.ts';
import { isGlob } from '../../check/settings/path-globs.ts';
import type { Manage } from '../../ir/carried/manage.ts';

/** What `check` does where no flag says otherwise. */
interface CheckConfig extends FileSettings {
  readonly failOn?: 'error' | 'warning' | undefined;
  readonly base?: readonly string[] | undefined;
  readonly baseline?: string | undefined;
  /** What `wesley stats` wrote. */
  readonly stats?: string | undefined;
  /** Below every limit given, the time of a lock is no finding. */
  readonly smallTable?:
    | { readonly rows?: number | undefined; readonly bytes?: number | undefined }
    | undefined;
  /** A later one wins. */
  readonly overrides?: readonly Override[] | undefined;
}

/** `wesley.config.ts`, decoded: plain data from here on. */
export interface Config {
  readonly schema: string;
  readonly out: string;
  /** SOURCE that `plan` starts from when `--from` is not given. */
  readonly baseline: string | null;
  /** Major version that `check` and `plan` predict for. */
  readonly postgres: number;
  /** What is managed besides what the schema declares. */
  readonly manage: Manage;
  /** What the SDL can't say, as `pull` wrote it; `null` for none. Absent: `carried.sql` beside the schema, if it is there. */
  readonly carried?: string | null;
  readonly scalars: Readonly<Record<string, { readonly type: string }>>;
  readonly check: CheckConfig;
}

const name = z.string().min(1);
const glob = name.refine(isGlob, 'is no glob: a bracket or brace is not closed');
const fileSettings = {
  rules: z.record(name, z.enum(['off', 'warning', 'error'])).optional(),
  inTransaction: z.boolean().optional(),
  runner: name.optional(),
};

export const configSchema = z.strictObject({
  /** For editors: what `wesley schema config` prints. */
  $schema: z.string().optional(),
  schema: name.optional(),
  out: name.optional(),
  baseline: name.nullable().optional(),
  postgres: z.number().int().min(14).max(18).optional(),
  manage: z
    .strictObject({
      schemas: z.array(name).optional(),
      exclude: z.array(name).optional(),
      only: z.array(name).optional(),
    })
    .optional(),
  carried: name.nullable().optional(),
  scalars: z.record(z.string(), z.strictObject({ type: name })).optional(),
  check: z
    .strictObject({
      ...fileSettings,
      failOn: z.enum(['error', 'warning']).optional(),
      base: z.array(name).optional(),
      baseline: name.optional(),
      stats: name.optional(),
      smallTable: z
        .strictObject({ rows: z.int().min(1).optional(), bytes: z.int().min(1).optional() })
        .refine(({ rows, bytes }) => rows !== undefined || bytes !== undefined, 'needs rows, bytes or both')
        .optional(),
      overrides: z.array(z.strictObject({ ...fileSettings, paths: z.array(glob).min(1) })).optional(),
    })
    .optional(),
});

/** The known members of a configuration, or a sentence that says what is wrong with it. */
export function decodeConfig(value: unknown): Partial<Config> | string {
  // A module without a default export sets nothing.
  const decoded = configSchema.safeParse(value === undefined ? {} : value);
  if (!decoded.success) {
    return decoded.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`)
      .join('; ');
  }
  return Object.fromEntries(Object.entries(decoded.data).filter(([, member]) => member !== undefined));
}
