import { join } from 'node:path';
import { openServiceDatabase, type StateLocation } from '@rookery/shared-database';
import { KeyRing, KeyUpkeep, Sealing, SEALED_SESSIONS } from '@rookery/shared-sealing';
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
  // Sessions are the planner's.
  const database = await openServiceDatabase('planner', location, quiet);
  try {
    const sealing = await Sealing.open(database, SEALED_SESSIONS, await KeyRing.open(folder, 'agent'));
    const upkeep = new KeyUpkeep(database, sealing, quiet, Infinity);
    await upkeep.stop();
    const done = await upkeep.replace(context.interrupted);
    if (context.json) context.print(JSON.stringify(done));
    else
      context.print(
        `the keys in ${folder} are replaced: ${done.rewrapped} contents go on under the new one, ${done.sealed} lay plain, ${done.erasedAgain} were remains of what was erased`,
      );
  } finally {
    await database.close();
  }
}
