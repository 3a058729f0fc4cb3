import { join } from 'node:path';
import { openServiceDatabase, type StateLocation } from '@rookery/shared-database';
import { KeyRing, KeyUpkeep, RINGS, Sealing } from '@rookery/shared-sealing';
import type { CommandContext } from '../command-context.ts';

/** Where contents and the keys above theirs are. */
export interface ContentsLocation extends StateLocation {
  readonly ROOKERY_CONTENT_KEYS?: string | undefined;
}

/**
 * `rookery contents rotate`: replaces the keys above those of contents now, and destroys the ones before. On the database and the folder
 * of keys, and not by a call: whoever may open both may do so, whether a platform runs or not. Stopped anywhere, it is begun again.
 */
export async function rotateContents(context: CommandContext, location: ContentsLocation): Promise<void> {
  const quiet = { info: () => undefined, warn: () => undefined };
  const folder = location.ROOKERY_CONTENT_KEYS ?? join(location.ROOKERY_DATA, 'content-keys');
  const all = { rewrapped: 0, sealed: 0, erasedAgain: 0 };
  for (const { ring, service, contents } of RINGS) {
    const database = await openServiceDatabase(service, location, quiet);
    try {
      const sealing = await Sealing.open(database, contents, await KeyRing.open(folder, ring));
      const upkeep = new KeyUpkeep(database, sealing, quiet, Infinity);
      await upkeep.stop();
      const done = await upkeep.replace(context.interrupted);
      all.rewrapped += done.rewrapped;
      all.sealed += done.sealed;
      all.erasedAgain += done.erasedAgain;
    } finally {
      await database.close();
    }
  }
  if (context.json) context.print(JSON.stringify(all));
  else
    context.print(
      `the keys in ${folder} are replaced: ${all.rewrapped} contents go on under the new ones, ${all.sealed} lay plain, ${all.erasedAgain} were remains of what was erased`,
    );
}
