import { setTimeout as sleep } from 'node:timers/promises';

/** How long anything may take on a slow machine before it is given up, in milliseconds. */
export const PATIENCE_MS = 240_000;

const LOOK_EVERY_MS = 50;

/** Looking on would be in vain. */
export class GaveUp extends Error {}

/**
 * Looks until it sees what it waits for; a look that fails is one that has not seen it.
 * @throws Error when it does not come within PATIENCE_MS, with the last failure as its cause
 * @throws GaveUp as soon as a look throws it
 */
export async function eventually(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  let last: unknown;
  while (performance.now() < end) {
    try {
      if (await look()) return;
    } catch (caught) {
      if (caught instanceof GaveUp) throw caught;
      last = caught;
    }
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`gave up waiting: ${what}`, { cause: last });
}
