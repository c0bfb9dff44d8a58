import type { Catalog, Routine } from '../replay/catalog.ts';
import { blockBody, routineBody } from '../replay/routine-body.ts';
import { routineOf } from '../replay/routines.ts';
import { fieldNode, namesOf, type Tree, typed, walk } from '../sql/node.ts';

/**
 * The statements that a block, a call, or a query with function calls runs, including those of blocks in it and of
 * functions that functions call, each function's once. Statements of triggers are left out: the author of an UPDATE did
 * not write them.
 */
export function statementsRun(
  node: Tree,
  catalog: Catalog,
  within: Set<Routine> = new Set(),
): readonly Tree[] {
  const [type, fields] = typed(node);
  switch (type) {
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

function calledIn(node: Tree): readonly (readonly string[])[] {
  const names: (readonly string[])[] = [];
  walk([node], (type, fields) => {
    if (type === 'FuncCall') names.push(namesOf(fields.funcname));
  });
  return names;
}

function ofRoutine(name: readonly string[], catalog: Catalog, within: Set<Routine>): readonly Tree[] {
  const routine = routineOf(catalog, name);
  if (!routine || within.has(routine)) return [];
  within.add(routine);
  return inside(routineBody(routine).statements, catalog, within);
}

const inside = (statements: readonly Tree[], catalog: Catalog, within: Set<Routine>): readonly Tree[] =>
  statements.flatMap((statement) => [statement, ...statementsRun(statement, catalog, within)]);
