import type { TableModel } from '../../ir/tables.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/identifier.ts';
import type { Script } from './script.ts';

/** Roles that the table's policies name; sorted, so that the file is the same on every run. */
export const policyRoles = (model: TableModel): readonly string[] =>
  [...new Set(model.policies.flatMap(({ roles }) => roles))].toSorted();

/** Creates the roles that policies name, if they are missing. The rollback of the transaction removes them. */
export function writeRoles(script: Script, model: TableModel): void {
  for (const role of policyRoles(model)) {
    script.add(
      `do $$ begin
  if not exists (select from pg_catalog.pg_roles where rolname = ${quoteLiteral(role)}) then
    create role ${quoteIdentifier(role)} nologin;
  end if;
end $$;`,
    );
  }
}
