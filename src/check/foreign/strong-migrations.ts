/** @see https://github.com/ankane/strong_migrations */
export const STRONG_MIGRATIONS = `
add_check_constraint: adding-check
add_column_auto_incrementing: add-column-serial-identity
add_column_default: add-column-volatile-default
add_column_default_callable: add-column-volatile-default
add_column_default_null: add-column-volatile-default
add_column_generated_stored: add-column-generated-stored
add_column_json: prefer-jsonb
add_exclusion_constraint: add-exclusion
add_foreign_key: adding-foreign-key
add_index: create-index-blocking
add_index_columns: wide-index
add_index_corruption: concurrent-build-corruption
add_reference: adding-foreign-key create-index-blocking
add_unique_constraint: add-unique-blocking
change_column: alter-column-type type-narrowing
change_column_constraint: alter-column-type
change_column_default: change-default
change_column_null: set-not-null-scan
change_column_null_postgresql: set-not-null-scan
change_column_with_not_null: alter-column-type set-not-null-scan
change_table: - | is a method of Rails; the SQL that it runs is what is checked
create_table: - | is a method of Rails: \`force\` becomes DROP TABLE, which drop-table reports
execute: - | is a method of Rails; the SQL that it runs is what is checked
remove_column: drop-column
remove_index: drop-index-blocking
rename_column: rename-column
rename_enum_value: rename-enum-value
rename_schema: rename-schema
rename_table: rename-table
validate_check_constraint: validate-in-same-transaction
validate_foreign_key: validate-in-same-transaction
`;
