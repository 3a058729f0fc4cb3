import type { Database } from '@rookery/shared-database';
import { KeyRing } from '../key-ring.ts';
import type { SealedContents } from '../key-table.ts';
import { KeyUpkeep } from '../key-upkeep.ts';
import { Sealing } from '../sealing.ts';

const NO_LOG = { info: () => undefined, warn: () => undefined };

/** What a process has of a folder of keys, with an upkeep that does only what a test asks for. @param ring name of its file */
export async function keysAtRest(
  database: Database,
  contents: SealedContents,
  folder: string,
  ring: string,
): Promise<{ readonly sealing: Sealing; readonly upkeep: KeyUpkeep }> {
  const sealing = await Sealing.open(database, contents, await KeyRing.open(folder, ring));
  const upkeep = new KeyUpkeep(database, sealing, NO_LOG, 3_600_000);
  await upkeep.stop();
  return { sealing, upkeep };
}
