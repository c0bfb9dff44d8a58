import type { Recipe } from '../recipe.ts';
import addCheck from './add-check.ts';
import addColumn from './add-column.ts';
import addEnumValue from './add-enum-value.ts';
import addForeignKey from './add-foreign-key.ts';
import addKey from './add-key.ts';
import createEnum from './create-enum.ts';
import createIndex from './create-index.ts';
import createPolicy from './create-policy.ts';
import createSchema from './create-schema.ts';
import createSequence from './create-sequence.ts';
import createTable from './create-table.ts';
import dropIndex from './drop-index.ts';
import enableRowSecurity from './enable-row-security.ts';
import partOfNewTable from './part-of-new-table.ts';
import setDefault from './set-default.ts';
import setNotNull from './set-not-null.ts';
import validateConstraint from './validate-constraint.ts';

/** In the order in which they are asked. The first recipe that claims a change carries it out. */
export const recipes: readonly Recipe[] = [
  partOfNewTable,
  createSchema,
  createEnum,
  createSequence,
  addEnumValue,
  createTable,
  addColumn,
  setNotNull,
  setDefault,
  createIndex,
  dropIndex,
  addKey,
  addCheck,
  addForeignKey,
  validateConstraint,
  createPolicy,
  enableRowSecurity,
];
