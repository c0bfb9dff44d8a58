import { z } from 'zod';

/** `wesley.config.ts`, decoded: plain data from here on. */
export interface Config {
  readonly schema: string;
  readonly out: string;
  /** SOURCE that `plan` starts from when `--from` is not given. */
  readonly baseline: string | null;
  /** Major version that `check` and `plan` predict for. */
  readonly postgres: number;
  readonly scalars: Readonly<Record<string, { readonly type: string }>>;
}

export const configSchema = z.strictObject({
  schema: z.string().min(1).optional(),
  out: z.string().min(1).optional(),
  baseline: z.string().min(1).nullable().optional(),
  postgres: z.number().int().min(14).max(18).optional(),
  scalars: z.record(z.string(), z.strictObject({ type: z.string().min(1) })).optional(),
});

/** The known members of a configuration, or a sentence that says what is wrong with it. */
export function decodeConfig(value: unknown): Partial<Config> | string {
  const decoded = configSchema.safeParse(value ?? {});
  if (!decoded.success) {
    return decoded.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`)
      .join('; ');
  }
  return Object.fromEntries(Object.entries(decoded.data).filter(([, member]) => member !== undefined));
}
