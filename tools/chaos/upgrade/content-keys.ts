import { OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import { whereIs, type OwnPostgres } from '@rookery/shared-database/testing';
import {
  eventually,
  untilServing,
  type Replica,
  type ReplicatedPlatform,
  type ServiceName,
} from '@rookery/shared-platform-processes';

/** Who encrypts contents. */
const SEALING: readonly ServiceName[] = ['planner', 'benchmark'];
/** What scenarios, answers to them and conversations say, and nobody else does. */
const WORDS = OWN_SCENARIOS.map(({ query }) => query).filter((_, index) => index % 10 === 0);

/** Variables of a service that has the keys of a folder; none for one that has no contents. */
export function keysFor(service: ServiceName, folder: string): Readonly<Record<string, string>> {
  return SEALING.includes(service) ? { ROOKERY_CONTENT_KEYS: folder } : {};
}

/**
 * Gives keys to a platform that had none, as docs/operating.md says: all that encrypt stop before the first of them has keys, since what
 * it encrypts is closed to those without.
 */
export async function switchOnKeys(
  platform: ReplicatedPlatform,
  running: readonly Replica[],
  folder: string,
): Promise<void> {
  const without = running.filter(({ service }) => SEALING.includes(service));
  await Promise.all(without.map((replica) => platform.remove(replica, 0)));
  for (const replica of without) {
    const { service, number } = replica;
    const fresh = { ...replica, number: number + 1, variables: keysFor(service, folder) };
    platform.add(fresh);
    await untilServing(platform.addressOf(fresh), '', []);
  }
}

/** Waits until what lay plain is encrypted. @returns where words stand all the same */
export async function nothingLiesPlain(postgres: OwnPostgres): Promise<string[]> {
  const where = new Set<string>();
  const database = {
    query: async (statement: string, values: unknown[]) => ({ rows: await postgres.rows(statement, values) }),
  };
  const look = async (): Promise<boolean> => {
    where.clear();
    for (const word of WORDS) for (const column of await whereIs(word, database)) where.add(column);
    return where.size === 0;
  };
  await eventually('all contents are encrypted', look).catch(() => undefined);
  return [...where].map((column) => `${column} has words of scenarios or conversations, not encrypted`);
}
