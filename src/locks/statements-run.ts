import type { Catalog, Routine } from '../replay/catalog.ts';
import { blockBody, routineBody } from '../replay/routine-body.ts';
import { routineOf } from '../replay/routines.ts';
import { fieldNode, fieldsOf, type Node, namesOf, typeOf, walk } from '../sql/node.ts';

/**
 * The statements that a block, a call or a query of functions runs, those of functions called by functions too. What
 * triggers run is not among them: who writes an UPDATE does not write those.
 */
export function statementsRun(
  node: Node,
  catalog: Catalog,
  within: readonly Routine[] = [],
): readonly Node[] {
  const fields = fieldsOf(node);
  switch (typeOf(node)) {
    case 'DoStmt':
      return inside(blockBody(fields)?.statements ?? [], catalog, within);
    case 'CallStmt':
      return ofRoutine(namesOf(fieldNode(fields['funccall'])['funcname']), catalog, within);
    case 'SelectStmt':
      return calledIn(node).flatMap((name) => ofRoutine(name, catalog, within));
    default:
      return [];
  }
}

function calledIn(node: Node): readonly (readonly string[])[] {
  const names: (readonly string[])[] = [];
  walk([node], (type, fields) => {
    if (type === 'FuncCall') names.push(namesOf(fields.funcname));
  });
  return names;
}

function ofRoutine(name: readonly string[], catalog: Catalog, within: readonly Routine[]): readonly Node[] {
  const routine = routineOf(catalog, name);
  if (!routine || within.includes(routine)) return [];
  return inside(routineBody(routine).statements, catalog, [...within, routine]);
}

const inside = (statements: readonly Node[], catalog: Catalog, within: readonly Routine[]): readonly Node[] =>
  statements.flatMap((statement) => [statement, ...statementsRun(statement, catalog, within)]);
