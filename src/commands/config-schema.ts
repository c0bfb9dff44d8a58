import { z } from 'zod';
import type { Config } from './config.ts';

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
