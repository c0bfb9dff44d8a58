// Functions of pg_catalog as pg_proc has them in PostgreSQL 18, by name; a name counts as volatile if any form of it is.
// Left out: support functions of types, operators, indexes and statistics, which no expression calls by name.

const VOLATILE = `array_sample array_shuffle clock_timestamp current_query currval cursor_to_xml cursor_to_xmlschema gen_random_uuid
  lastval nextval pg_advisory_lock pg_advisory_lock_shared pg_advisory_unlock pg_advisory_unlock_all
  pg_advisory_unlock_shared pg_advisory_xact_lock pg_advisory_xact_lock_shared pg_blocking_pids
  pg_collation_actual_version pg_control_checkpoint pg_control_init pg_control_recovery pg_control_system
  pg_current_logfile pg_current_wal_flush_lsn pg_current_wal_insert_lsn pg_current_wal_lsn
  pg_database_collation_actual_version pg_database_size pg_indexes_size pg_jit_available pg_notification_queue_usage
  pg_notify pg_relation_size pg_safe_snapshot_blocking_pids pg_sequence_last_value pg_sleep pg_sleep_for pg_sleep_until
  pg_table_size pg_tablespace_size pg_total_relation_size pg_try_advisory_lock pg_try_advisory_lock_shared
  pg_try_advisory_xact_lock pg_try_advisory_xact_lock_shared query_to_xml query_to_xml_and_xmlschema query_to_xmlschema
  random random_normal set_config setseed setval timeofday txid_status uuidv4 uuidv7`;

const OTHERS = `abbrev abs acldefault aclexplode acos acosd acosh age area array_append array_cat array_dims array_fill array_length
  array_lower array_ndims array_position array_positions array_remove array_replace array_reverse array_sort
  array_to_json array_to_string array_to_tsvector array_upper ascii asin asind asinh atan atan2 atan2d atand atanh bit
  bit_count bit_length bool box bpchar broadcast btrim bytea cardinality casefold cash_words cbrt ceil ceiling center
  char char_length character_length chr cidr circle col_description concat concat_ws convert convert_from convert_to cos
  cosd cosh cot cotd crc32 crc32c current_database current_schema current_schemas current_setting current_user
  database_to_xml database_to_xml_and_xmlschema database_to_xmlschema date date_add date_bin date_part date_subtract
  date_trunc datemultirange daterange daterange_canonical daterange_subdiff decode degrees dexp diagonal diameter div
  dlog1 dlog10 dround dtrunc encode enum_first enum_in enum_last enum_range enum_send erf erfc exp extract factorial
  family float4 float8 floor fmgr_c_validator fmgr_internal_validator fmgr_sql_validator format format_type gamma gcd
  generate_series generate_subscripts get_bit get_byte get_current_ts_config getdatabaseencoding getpgusername hashtext
  height host hostmask icu_unicode_version inet inet_client_addr inet_client_port inet_server_addr inet_server_port
  initcap int2 int4 int4inc int4multirange int4range int4range_canonical int4range_subdiff int8 int8_sum int8multirange
  int8range int8range_canonical int8range_subdiff interval is_normalized isclosed isempty isfinite ishorizontal isopen
  isparallel isperp isvertical json_array_elements json_array_elements_text json_array_length json_build_array
  json_build_object json_each json_each_text json_object json_object_keys json_populate_record json_populate_recordset
  json_strip_nulls json_to_record json_to_recordset json_to_tsvector json_typeof jsonb_array_elements
  jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
  jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_exists_tz jsonb_path_match
  jsonb_path_match_tz jsonb_path_query jsonb_path_query_array jsonb_path_query_array_tz jsonb_path_query_first
  jsonb_path_query_first_tz jsonb_path_query_tz jsonb_populate_record jsonb_populate_record_valid
  jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls jsonb_to_record jsonb_to_recordset
  jsonb_to_tsvector jsonb_typeof justify_days justify_hours justify_interval lcm left length lgamma like like_escape
  line ln log log10 lower lower_inc lower_inf lpad lseg ltrim macaddr macaddr8 macaddr8_set7bit make_date make_interval
  make_time make_timestamp make_timestamptz makeaclitem masklen md5 min_scale mod money multirange name nameconcatoid
  netmask network normalize notlike now npoints num_nonnulls num_nulls numeric numeric_div_trunc numeric_exp numeric_inc
  numeric_ln numeric_log numeric_sqrt nummultirange numnode numrange numrange_subdiff obj_description octet_length oid
  oidvectortypes overlaps overlay parse_ident path pclose pg_available_extension_versions pg_available_extensions
  pg_backend_pid pg_basetype pg_char_to_encoding pg_client_encoding pg_collation_for pg_conf_load_time pg_config
  pg_current_snapshot pg_current_xact_id pg_current_xact_id_if_assigned pg_cursor pg_describe_object
  pg_encoding_max_length pg_encoding_to_char pg_event_trigger_ddl_commands pg_event_trigger_dropped_objects
  pg_event_trigger_table_rewrite_oid pg_event_trigger_table_rewrite_reason pg_extension_update_paths
  pg_filenode_relation pg_has_role pg_index_column_has_property pg_index_has_property pg_indexam_has_property
  pg_indexam_progress_phasename pg_input_error_info pg_input_is_valid pg_is_other_temp_schema pg_listening_channels
  pg_mcv_list_items pg_my_temp_schema pg_numa_available pg_options_to_table pg_partition_root pg_postmaster_start_time
  pg_prepared_statement pg_relation_filenode pg_relation_filepath pg_relation_is_publishable pg_relation_is_updatable
  pg_sequence_parameters pg_settings_get_flags pg_size_bytes pg_size_pretty pg_split_walfile_name
  pg_tablespace_databases pg_tablespace_location pg_timezone_abbrevs_abbrevs pg_timezone_abbrevs_zone pg_timezone_names
  pg_trigger_depth pg_typeof pg_visible_in_snapshot pg_wal_lsn_diff pg_walfile_name pg_walfile_name_offset
  phraseto_tsquery pi plainto_tsquery point polygon popen position postgresql_fdw_validator pow power querytree
  quote_ident quote_literal quote_nullable radians radius range_merge regclass regexp_count regexp_instr regexp_like
  regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table regexp_substr repeat replace
  reverse right round row_security_active row_to_json rpad rtrim satisfies_hash_partition scale schema_to_xml
  schema_to_xml_and_xmlschema schema_to_xmlschema session_user set_bit set_byte set_masklen setweight sha224 sha256
  sha384 sha512 shell_in shobj_description sign similar_escape similar_to_escape sin sind sinh slope split_part sqrt
  statement_timestamp string_to_array string_to_table strip strpos substr substring system_user table_to_xml
  table_to_xml_and_xmlschema table_to_xmlschema tan tand tanh text textlen time timestamp timestamptz timetz timezone
  to_ascii to_bin to_char to_date to_hex to_json to_jsonb to_number to_oct to_regclass to_regcollation to_regnamespace
  to_regoper to_regoperator to_regproc to_regprocedure to_regrole to_regtype to_regtypemod to_timestamp to_tsquery
  to_tsvector transaction_timestamp translate trim trim_array trim_scale trunc ts_debug ts_delete ts_filter ts_headline
  ts_lexize ts_parse ts_rank ts_rank_cd ts_rewrite ts_token_type tsmultirange tsquery_phrase tsrange tsrange_subdiff
  tstzmultirange tstzrange tstzrange_subdiff tsvector_to_array unistr unnest upper upper_inc upper_inf
  uuid_extract_timestamp uuid_extract_version varbit varchar version websearch_to_tsquery width width_bucket xid xml
  xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists xmltext xmlvalidate
  xpath xpath_exists`;

let sets: { readonly volatile: ReadonlySet<string>; readonly others: ReadonlySet<string> } | null = null;

/** The names, cut apart when they are first asked for: most migrations call no function. */
export function builtInFunctions(): NonNullable<typeof sets> {
  sets ??= { volatile: new Set(VOLATILE.split(/\s+/)), others: new Set(OTHERS.split(/\s+/)) };
  return sets;
}
