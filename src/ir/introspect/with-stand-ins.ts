import { isEmbeddedExtension } from '../../sql/extensions.ts';
import { standIns } from '../../standins/stand-ins.ts';
import type { Session } from '../../world/engine.ts';
import type { Schema, SchemaObject } from '../schema.ts';
import { factsText } from '../schema-of.ts';

/** Gives the extensions that the embedded engine lacks what stands in for them there. Within the open transaction. */
export async function withStandIns(schema: Schema, session: Session): Promise<Schema> {
  const lacked = new Set(schema.objects.flatMap((object) => lackedName(object) ?? []));
  if (lacked.size === 0) return schema;
  const uses = schema.objects.map(factsText).join('\n');
  const texts = new Map<string, string>();
  for (const name of lacked) texts.set(name, await standIns(session, name, uses));
  return {
    objects: schema.objects.map((object) => {
      const standIn = texts.get(lackedName(object) ?? '');
      return standIn === undefined ? object : { ...object, standIn };
    }),
  };
}

/** The name of an extension that the embedded engine lacks; `null` for any other object. */
export function lackedName(object: SchemaObject): string | null {
  if (object.kind !== 'carried' || object.what !== 'extension') return null;
  const written = object.id.slice('carried:extension '.length);
  const name = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
  return isEmbeddedExtension(name) ? null : name;
}
