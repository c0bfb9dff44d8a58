import { rules } from '../../../rules/index.ts';
import type { CheckedFile } from '../checked-file.ts';
import { type History, historyFrom } from '../history.ts';
import { forwardPart } from '../migration-file.ts';
import { runnerOf } from '../runners/index.ts';
import { type FixedFile, fixFile } from './fix.ts';

/** A database to mend statements for. */
export const GIVEN = `
  create schema "Über";
  create table customer (id bigint primary key, nr int);
  create table invoice (id bigint primary key, customer_id bigint, note varchar(20), "Größe" int);
  create table "Über"."Kunde" ("E-Mail" text, a int, b int not null);
  create table event (id bigint, day date not null) partition by range (day);
  create table event_1 partition of event for values from ('2024-01-01') to ('2025-01-01');
  create table event_2 (id bigint, day date not null);
  create index i1 on invoice (customer_id); create index "I 2" on invoice (note);`;

/** What becomes of a script, without the settings that would stand before every statement. */
export function fixed(
  sql: string,
  more: Partial<Pick<History, 'major' | 'fileIsTransaction'>> = {},
): FixedFile {
  const asked = rules.filter(({ id }) => !/^(?:missing-lock-timeout|timeout-kills)/.test(id));
  const history = historyFrom([GIVEN], { major: 18, rules: asked, fileIsTransaction: false, ...more });
  return fixFile({ ...history, ...shown(sql) }, sql, {
    forward: forwardPart,
    wanted: ({ findings }) => findings,
  });
}

/** How the file shows that it is run. */
function shown(sql: string): Pick<History, 'sections'> {
  const file = { path: 'm.sql', text: forwardPart(sql), settings: null };
  const sections = runnerOf(file)?.sections(file);
  return sections ? { sections } : {};
}

/** What becomes of a script by the rules that are asked where nobody chose. */
export function withSettings(sql: string): string {
  const asked = rules.filter(({ optIn }) => !optIn);
  const history = historyFrom([GIVEN], { major: 18, rules: asked, fileIsTransaction: false });
  const options = { forward: forwardPart, wanted: ({ findings }: CheckedFile) => findings };
  return fixFile({ ...history, ...shown(sql) }, sql, options).text;
}
