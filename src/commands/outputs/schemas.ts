import { z } from 'zod';
import { jsonText } from '../../base/json-text.ts';
import check from '../../evidence/kinds/check.ts';
import { rehearsalBody } from '../../evidence/kinds/rehearsal.ts';
import { statsSchema } from '../../impact/stats-schema.ts';
import { planSchema } from '../../plan/document/schema.ts';
import { digest, tool } from '../../sql/json-parts.ts';
import { configSchema } from '../inputs/config-schema.ts';

const verdict = z.looseObject({
  verdict: z.enum(['VALID', 'REFUSED']),
  /** Of `deploy`. */
  outcome: z.enum(['APPLIED', 'WOULD_APPLY', 'REFUSED', 'STOPPED']).optional(),
  code: z.string().nullable(),
  message: z.string(),
});

/**
 * The JSON that commands print and the configuration they read, one schema a name. `bun run schemas` writes them to
 * `schemas/`, where `wesley schema` takes them from; the commands themselves never load this file. What is printed may
 * have more members than these.
 */
export const OUTPUT_SCHEMAS = {
  transform: z.looseObject({
    tool,
    schema: digest,
    files: z.array(z.looseObject({ path: z.string(), sha256: digest, bytes: z.int().min(0) })),
  }),
  plan: planSchema,
  check: check.body,
  stats: statsSchema,
  /** `.wesley/realm.json`, and what `wesley rehearse --json` prints: a rehearsal, and of what. */
  realm: z.looseObject({ tool, from: z.string(), to: z.string(), ...rehearsalBody.shape }),
  certify: z.looseObject({
    tool,
    certificate: z.string().nullable(),
    /** What stood against a certificate, where there is none. */
    refusedBy: z.string().optional(),
    notes: z.array(z.string()).optional(),
  }),
  verdict,
  status: z.looseObject({
    tool,
    database: z.string(),
    server: z.string(),
    deployments: z.array(
      z.looseObject({
        certificate: z.string(),
        sequence: z.int().min(1),
        environment: z.string(),
        state: z.enum(['finished', 'unfinished']),
        steps: z.int().min(0),
        stepsDone: z.int().min(0),
      }),
    ),
  }),
  drift: z.looseObject({
    tool,
    database: z.string(),
    server: z.string(),
    schema: z.string(),
    drift: z.boolean(),
    differences: z.array(
      z.looseObject({
        kind: z.enum(['unexpected', 'missing', 'different']),
        object: z.string(),
        facts: z.array(z.string()),
        sentence: z.string(),
      }),
    ),
    /** Objects that the schema does not declare and that are left alone. */
    carried: z.array(z.string()),
    /** Where these are not as `carried.sql` has them; null without that file. */
    carriedDifferences: z
      .array(z.looseObject({ kind: z.string(), object: z.string(), sentence: z.string() }))
      .nullable(),
  }),
  /** Of `pull --format sdl` and `init --from`: what is written, and what the schema language can't say, with the reason. */
  pulled: z.looseObject({
    tool,
    database: z.string(),
    carried: z.array(z.looseObject({ object: z.string(), reason: z.string() })),
  }),
  config: configSchema,
  diagnostics: z.looseObject({
    tool,
    diagnostics: z
      .array(
        z.looseObject({
          code: z.string(),
          message: z.string(),
          file: z.string().nullable(),
          line: z.int().min(1).nullable(),
          column: z.int().min(1).nullable(),
          hint: z.string().nullable(),
        }),
      )
      .min(1),
  }),
  ir: z.looseObject({
    digest,
    fromCatalog: z.boolean(),
    schemas: z.array(z.looseObject({ name: z.string() })),
    enums: z.array(z.looseObject({ name: z.string(), schema: z.string(), values: z.array(z.string()) })),
    tables: z.array(
      z.looseObject({
        name: z.string(),
        schema: z.string(),
        directives: z.array(z.looseObject({ name: z.string() })),
        columns: z.array(
          z.looseObject({
            name: z.string(),
            type: z.string(),
            nullable: z.boolean(),
            default: z.string().optional(),
            unique: z.boolean().optional(),
            directives: z.array(z.looseObject({ name: z.string() })),
          }),
        ),
        primaryKey: z.looseObject({ columns: z.array(z.string()) }).optional(),
        foreignKeys: z.array(
          z.looseObject({
            columns: z.array(z.string()),
            refTable: z.string(),
            refColumns: z.array(z.string()),
          }),
        ),
        indexes: z.array(
          z.looseObject({ columns: z.array(z.string()), name: z.string(), using: z.string() }),
        ),
        tenantBy: z.string().optional(),
      }),
    ),
    objects: z.array(z.looseObject({ id: z.string(), kind: z.string() })),
  }),
} as const;

export type OutputName = keyof typeof OUTPUT_SCHEMAS;

/** The published text of one schema: JSON Schema 2020-12. */
export function schemaText(name: OutputName): string {
  const schema = z.toJSONSchema(OUTPUT_SCHEMAS[name]);
  const id = `https://wesley.dev/schemas/${name}.schema.json`;
  return jsonText({ $id: id, title: `wesley ${name}`, ...schema });
}
