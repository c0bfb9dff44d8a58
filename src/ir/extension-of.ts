/**
 * Names by which an extension is known: types, functions, operator classes, access methods, languages and whatever
 * else may be missing. Only names that mean nothing else stand here; `extension-of.test.ts` compares them with what
 * the extensions that we carry have.
 */
const NAMES: Readonly<Record<string, RegExp>> = {
  age: /^agtype\w*$/,
  autoinc: /^autoinc$/,
  bloom: /^bloom$/,
  btree_gist:
    /^gist_(?:int[248]|float[48]|timestamp(?:tz)?|timetz|time|date|interval|cash|oid|text|bpchar|bytea|numeric|v?bit|inet|cidr|macaddr8?|uuid|enum|bool)_ops$|^gbtreekey(?:\d+|_var)$/,
  citext: /^citext(?:_\w+)?$/,
  cube: /^(?:cube(?:_\w+)?|gist_cube_ops)$/,
  dblink: /^dblink(?:_\w+)?$/,
  dict_int: /^(?:intdict|intdict_template|dintdict_\w+)$/,
  dict_xsyn: /^(?:xsyn|xsyn_template|dxsyn_\w+)$/,
  earthdistance: /^(?:earth(?:_distance|_box)?|ll_to_earth|gc_to_sec|sec_to_gc|geo_distance)$/,
  file_fdw: /^file_fdw(?:_\w+)?$/,
  fuzzystrmatch:
    /^(?:levenshtein(?:_less_equal)?|d?metaphone(?:_alt)?|soundex|text_soundex|daitch_mokotoff)$/,
  hll: /^hll(?:_\w+)?$/,
  hstore: /^(?:g?hstore(?:_\w+)?|(?:gin|gist|btree|hash)_hstore_ops|akeys|avals|skeys|svals)$/,
  insert_username: /^insert_username$/,
  intarray: /^(?:intset|query_int|intbig_gkey|gist__int(?:big)?_ops|gin__int_ops|icount)$/,
  isn: /^(?:ean13|is[bms]n(?:13)?|upc|(?:ean13|is[bms]n(?:13)?|upc)_ops)$/,
  lo: /^(?:lo|lo_manage|lo_oid)$/,
  ltree: /^(?:_?ltree(?:_\w+)?|ltxtquery|lquery|gist__?ltree_ops|subltree|nlevel)$/,
  moddatetime: /^moddatetime$/,
  pg_cron: /^cron$/,
  pg_hashids: /^(?:id_(?:en|de)code(?:_once)?|hash_(?:en|de)code)$/,
  pg_ivm: /^(?:create_immv|refresh_immv|get_immv_def)$/,
  pg_partman: /^(?:partman|create_parent|partition_data_(?:time|id|proc))$/,
  pg_search: /^(?:bm25|paradedb)$/,
  pg_trgm:
    /^(?:gtrgm|gi(?:n|st)_trgm_ops|(?:strict_)?(?:word_)?similarity(?:_\w+)?|show_(?:trgm|limit)|set_limit)$/,
  pg_uuidv7: /^uuid_(?:generate_v7|v7_to_\w+|timestamptz_to_v7|timestamp_to_v7)$/,
  pgcrypto: /^(?:crypt|gen_salt|digest|hmac|pgp_\w+|(?:de)?armor|(?:en|de)crypt_iv|gen_random_bytes)$/,
  pgmq: /^pgmq$/,
  pgroonga: /^pgroonga\w*$/,
  plperl: /^plperlu?$/,
  plpython3u: /^plpython[23]?u$/,
  pltcl: /^pltclu?$/,
  plv8: /^plv8$/,
  postgis:
    /^(?:geometry(?:_\w+)?|geography(?:_\w+)?|box[23]df?|spheroid|gidx|st_\w+|postgis_\w+|(?:gist|spgist|brin|btree|hash)_geo(?:metry|graphy)_\w+)$/,
  postgis_raster: /^(?:raster(?:_\w+)?|rastbandarg|addbandarg)$/,
  postgis_topology: /^(?:topology|topogeometry|topoelement)$/,
  postgres_fdw: /^postgres_fdw(?:_\w+)?$/,
  refint: /^check_(?:primary|foreign)_key$/,
  roaringbitmap: /^(?:roaringbitmap(?:64)?|rb(?:64)?_\w+)$/,
  rum: /^(?:rum|rum_\w+_ops)$/,
  seg: /^(?:seg(?:_\w+)?|gist_seg_ops)$/,
  tablefunc: /^(?:crosstab\w*|tablefunc_crosstab_\d|connectby|normal_rand)$/,
  tcn: /^triggered_change_notification$/,
  timescaledb:
    /^(?:create_hypertable|create_distributed_hypertable|time_bucket(?:_gapfill)?|add_(?:retention|compression|continuous_aggregate)_policy|_timescaledb_\w+)$/,
  tsm_system_rows: /^system_rows$/,
  tsm_system_time: /^system_time$/,
  unaccent: /^unaccent(?:_\w+)?$/,
  'uuid-ossp': /^uuid_(?:generate_v(?:1mc?|[345])|ns_\w+|nil)$/,
  vector:
    /^(?:(?:half|sparse)?vec(?:tor)?(?:_\w+)?|hnsw|ivfflat|(?:l[12]|cosine)_distance|bit_(?:hamming|jaccard)_ops)$/,
};

/** The extension that a name plainly belongs to, or `null`. @param name Without its schema. */
export const extensionOf = (name: string): string | null =>
  Object.entries(NAMES).find(([, names]) => names.test(name.toLowerCase()))?.[0] ?? null;
