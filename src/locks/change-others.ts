import {
  as,
  type Fields,
  fieldNode,
  itemsOf,
  listOf,
  namesOf,
  optionsOf,
  type Typed,
  textOf,
} from '../sql/node.ts';
import { type ChangeDraft, NO_DETAILS } from './change-kind.ts';

type Place = (rangeVar: Fields<'RangeVar'>) => string;

/** Statements that make a single change, of which there is little more to say than its kind. */
export function otherDrafts([type, fields]: Typed, placeOf: Place): readonly ChangeDraft[] {
  const at = (kind: ChangeDraft['kind'], variable: unknown, name = ''): ChangeDraft => ({
    ...NO_DETAILS,
    kind,
    relation: placeOf(fieldNode(variable)),
    name,
  });
  switch (type) {
    case 'InsertStmt':
      return [at('insert rows', fields['relation'])];
    case 'CreateTrigStmt':
      return [at('create trigger', fields['relation'], textOf(fields['trigname']))];
    case 'CreateFunctionStmt':
      return [
        { ...NO_DETAILS, kind: 'create function', relation: '', name: namesOf(fields['funcname']).join('.') },
      ];
    case 'CreateDomainStmt':
      return constrainedDomain(fields);
    case 'AlterSeqStmt':
      return optionsOf(fields['options']).has('restart') ? [at('restart sequence', fields['sequence'])] : [];
    case 'CreateRoleStmt':
    case 'AlterRoleStmt':
      return [{ ...NO_DETAILS, kind: 'create role', relation: '', name: roleOf(fields) }];
    case 'ConstraintsSetStmt':
      return [
        {
          ...NO_DETAILS,
          kind: 'set constraints',
          relation: '',
          name: fields['deferred'] ? 'deferred' : 'immediate',
        },
      ];
    case 'CommentStmt':
      return comments(fields, placeOf);
    case 'DropStmt':
      return fields['removeType'] === 'OBJECT_TRIGGER' ? droppedTriggers(fields, placeOf) : [];
    case 'GrantStmt':
      return grants(fields, placeOf);
    default:
      return [];
  }
}

const roleOf = ({ role }: { readonly role?: unknown }): string =>
  textOf(role) || textOf(fieldNode(as(role, 'RoleSpec') ?? role)['rolename']);

function constrainedDomain(fields: Fields<'CreateDomainStmt'>): readonly ChangeDraft[] {
  const kinds = listOf(fields['constraints']).map((item) => textOf(as(item, 'Constraint')?.['contype']));
  const isConstrained = kinds.some((kind) => kind === 'CONSTR_CHECK' || kind === 'CONSTR_NOTNULL');
  const name = namesOf(fields['domainname']).join('.');
  return isConstrained ? [{ ...NO_DETAILS, kind: 'create domain', relation: '', name }] : [];
}

function comments(fields: Fields<'CommentStmt'>, placeOf: Place): readonly ChangeDraft[] {
  const parts = namesOf(itemsOf(fields['object']));
  const [schemaname, relname] =
    fields['objtype'] === 'OBJECT_COLUMN' ? [parts.at(-3), parts.at(-2)] : [parts.at(-2), parts.at(-1)];
  const name = fields['objtype'] === 'OBJECT_COLUMN' ? (parts.at(-1) ?? '') : '';
  const isOfTable = /^OBJECT_(?:TABLE|COLUMN)$/.test(textOf(fields['objtype']));
  return isOfTable && textOf(fields['comment']) !== ''
    ? [
        {
          ...NO_DETAILS,
          kind: 'comment',
          relation: placeOf({ schemaname: textOf(schemaname), relname: textOf(relname) }),
          name,
        },
      ]
    : [];
}

function droppedTriggers(fields: Fields<'DropStmt'>, placeOf: Place): readonly ChangeDraft[] {
  return listOf(fields['objects']).map((item) => {
    const parts = namesOf(itemsOf(item));
    const relation = placeOf({ schemaname: textOf(parts.at(-3)), relname: textOf(parts.at(-2)) });
    return { ...NO_DETAILS, kind: 'drop trigger', relation, name: parts.at(-1) ?? '' };
  });
}

const OPEN_TARGETS = /^OBJECT_(?:TABLE|SCHEMA|DATABASE)$/;

// PUBLIC may run functions and use types by default, so only grants on other objects open something.
function grants(fields: Fields<'GrantStmt'>, placeOf: Place): readonly ChangeDraft[] {
  const isToAll = listOf(fields['grantees']).some(
    (item) => as(item, 'RoleSpec')?.['roletype'] === 'ROLESPEC_PUBLIC',
  );
  if (!fields['is_grant'] || !isToAll || !OPEN_TARGETS.test(textOf(fields['objtype']))) return [];
  const privileges = listOf(fields['privileges']).map((item) =>
    textOf(as(item, 'AccessPriv')?.['priv_name']),
  );
  const widening = privileges.filter((privilege) => !/^(?:usage|connect|temporary|temp)$/.test(privilege));
  if (privileges.length > 0 && widening.length === 0) return [];
  const name = widening.join(', ').toUpperCase() || 'ALL';
  const ranges = listOf(fields['objects']).flatMap((item) => {
    const range = as(item, 'RangeVar');
    return range ? [range] : [];
  });
  if (ranges.length === 0) return [{ ...NO_DETAILS, kind: 'grant to public', relation: '', name }];
  return ranges.map((range) => ({ ...NO_DETAILS, kind: 'grant to public', relation: placeOf(range), name }));
}
