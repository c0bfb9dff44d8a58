import { version as packageVersion } from '../../package.json';

declare const WESLEY_COMMIT: string | undefined;

/** `scripts/build.ts` sets the commit. A checkout that was not built has none. */
export const version = {
  version: packageVersion,
  commit: typeof WESLEY_COMMIT === 'string' ? WESLEY_COMMIT : 'not built',
};
