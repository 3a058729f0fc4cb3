import type { Database, DatabaseLog } from '@rookery/shared-database';
import { KeyRing } from './key-ring.ts';
import type { SealedContents } from './key-table.ts';
import { KeyUpkeep } from './key-upkeep.ts';
import { Sealing } from './sealing.ts';

/** Least time between two replacements of the keys above, where nobody asks for one, in milliseconds. */
const KEYS_EVERY_MS = 3_600_000;

/** How contents of a service are sealed while it runs. */
export interface OpenSealing {
  readonly sealing: Sealing;
  readonly upkeep: KeyUpkeep;
}

export interface SealingPlace {
  /** Undefined where the deployment has no keys. */
  readonly folder: string | undefined;
  /** Name of the ring, which is that of its file. */
  readonly ring: string;
  /** What is sealed, for the log: "what people say". */
  readonly what: string;
}

/**
 * Opens the keys of a service's contents and looks after them.
 * @param opened takes what has to be closed
 * @returns undefined where the deployment has no keys, which the log says: contents lie plain in the database
 * @throws RookeryError FAILED_PRECONDITION for a folder or a file that cannot be used, or is another's
 */
export async function openSealing(
  { folder, ring, what }: SealingPlace,
  contents: SealedContents,
  database: Database,
  log: DatabaseLog,
  opened: AsyncDisposableStack,
): Promise<OpenSealing | undefined> {
  if (folder === undefined) {
    log.warn({}, `${what} is stored as it is: ROOKERY_CONTENT_KEYS is not set`);
    return undefined;
  }
  const sealing = await Sealing.open(database, contents, await KeyRing.open(folder, ring));
  const upkeep = new KeyUpkeep(database, sealing, log, KEYS_EVERY_MS);
  opened.defer(() => upkeep.stop());
  return { sealing, upkeep };
}
