/**
 * What can be said of objects of any kind: who owns them, who may use them, what they are for. They go by the name that
 * `pg_identify_object` gives to the object.
 */
export interface IdentifiedKind {
  readonly what: string;
  /** A query that has a row where there may be any; it costs little. */
  readonly probe: string;
  /** Rows of `classid`, `oid`, `subid`, `type`, `identity`, `definition`, `roles`. */
  readonly query: string;
}
