import { listed, urlForms } from '../../base/engines.ts';

/** The database that a command is about. */
export const DSN_FLAG = {
  dsn: {
    type: 'string',
    description: `the database: ${listed(urlForms('DIR'))}`,
    valueHint: 'URL',
    required: true,
  },
} as const;
