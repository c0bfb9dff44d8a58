/** The database that a command is about. */
export const DSN_FLAG = {
  dsn: {
    type: 'string',
    description: 'the database: postgres://… or pglite:DIR',
    valueHint: 'URL',
    required: true,
  },
} as const;
