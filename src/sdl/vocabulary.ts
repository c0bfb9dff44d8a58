/**
 * The schema language, written in GraphQL SDL. Every directive can also be written as `@wesley_*` or by its bare
 * name. A reader adds this text to the user's. A user may copy it into the schema, for an editor that checks GraphQL.
 */
export const VOCABULARY = `
scalar WesValue
scalar DateTime
scalar Date
scalar Time
scalar UUID
scalar JSON
scalar BigInt
scalar Decimal
scalar Bytes
scalar Inet
scalar Interval
enum WesAction { NO_ACTION RESTRICT CASCADE SET_NULL SET_DEFAULT }

directive @wes_table(name: String, schema: String) on OBJECT
directive @wes_external(table: String!, key: [String!]) on OBJECT
directive @wes_schema(name: String!, comment: String) repeatable on SCHEMA
directive @wes_enum(name: String, schema: String) on ENUM
directive @wes_label(value: String!) on ENUM_VALUE
directive @wes_column(name: String, type: String, length: Int, precision: Int, scale: Int, collate: String, collateSchema: String) on FIELD_DEFINITION
directive @wes_identity(always: Boolean = true, name: String, start: BigInt, increment: BigInt, min: BigInt, max: BigInt, cache: BigInt, cycle: Boolean) on FIELD_DEFINITION
directive @wes_serial(name: String) on FIELD_DEFINITION
directive @wes_sequence(name: String!, schema: String, type: String, start: BigInt, increment: BigInt, min: BigInt, max: BigInt, cache: BigInt, cycle: Boolean, ownedBy: String, comment: String) repeatable on OBJECT | SCHEMA
directive @wes_generated(expr: String!, stored: Boolean = true) on FIELD_DEFINITION
directive @wes_pk(fields: [String!], include: [String!], deferrable: Boolean, initiallyDeferred: Boolean, name: String, comment: String) on OBJECT | FIELD_DEFINITION
directive @wes_fk(ref: String!, fields: [String!], refFields: [String!], onDelete: WesAction, onUpdate: WesAction, deferrable: Boolean, initiallyDeferred: Boolean, index: Boolean = true, validated: Boolean = true, name: String, comment: String) repeatable on OBJECT | FIELD_DEFINITION
directive @wes_unique(fields: [String!], where: String, nullsNotDistinct: Boolean, include: [String!], deferrable: Boolean, initiallyDeferred: Boolean, name: String, comment: String) repeatable on OBJECT | FIELD_DEFINITION
directive @wes_index(fields: [String!], expr: String, keys: [String!], using: String, where: String, include: [String!], unique: Boolean, nullsNotDistinct: Boolean, keep: Boolean, name: String, comment: String) repeatable on OBJECT | FIELD_DEFINITION
directive @wes_check(expr: String!, validated: Boolean = true, name: String, comment: String) repeatable on OBJECT | FIELD_DEFINITION
directive @wes_default(value: WesValue, expr: String) on FIELD_DEFINITION
directive @wes_backfill(expr: String!) on FIELD_DEFINITION
directive @wes_tenant(by: String!, setting: String = "app.tenant_id") on OBJECT
directive @wes_rls(enabled: Boolean = true, force: Boolean, select: String, insert: String, update: String, updateCheck: String, delete: String, roles: [String!]) on OBJECT
directive @wes_policy(name: String!, for: String = "ALL", to: [String!], using: String, check: String, restrictive: Boolean, comment: String) repeatable on OBJECT
directive @wes_hasMany(type: String, field: String) on FIELD_DEFINITION
directive @wes_hasOne(type: String, field: String) on FIELD_DEFINITION
directive @wes_belongsTo(field: String) on FIELD_DEFINITION
directive @wes_uid(value: String!) on OBJECT | FIELD_DEFINITION
directive @wes_was(name: String!) repeatable on OBJECT | FIELD_DEFINITION | ENUM | ENUM_VALUE
directive @wes_weight(value: Int!) on OBJECT | FIELD_DEFINITION
directive @wes_critical on OBJECT | FIELD_DEFINITION
directive @wes_sensitive on FIELD_DEFINITION
directive @wes_pii on FIELD_DEFINITION
`;
