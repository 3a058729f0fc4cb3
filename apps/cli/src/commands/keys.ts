import {
  isRole,
  KeyStore,
  migrateKeys,
  ROLES,
  type KeyWish,
  type MadeKey,
  type StoredKey,
} from '@rookery/gateway-keys';
import { openServiceDatabase, type StateLocation } from '@rookery/shared-database';
import { invalidArgument } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { table } from '../terminal/table.ts';
import { minute } from './collection.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What `rookery keys create` is given. */
export interface KeyFlags {
  readonly tenant: string;
  readonly roles: readonly string[];
  readonly note: string;
  readonly calls?: number;
  readonly sessions?: number;
  readonly days?: number;
}

/**
 * Keys are made in the database and not by a call: whoever may open it may make them, before a gateway runs and without a key, and no
 * call hands out keys.
 */
async function withKeys<T>(location: StateLocation, work: (keys: KeyStore) => Promise<T>): Promise<T> {
  const quiet = { info: () => undefined, warn: () => undefined };
  const database = await openServiceDatabase('cli', location, quiet);
  try {
    await migrateKeys(database);
    return await work(new KeyStore(database));
  } finally {
    await database.close();
  }
}

/** Makes a key and prints it, this once. */
export async function createKey(
  context: CommandContext,
  location: StateLocation,
  flags: KeyFlags,
): Promise<void> {
  const wish = wishOf(flags);
  sayMade(context, await withKeys(location, (keys) => keys.create(wish)));
}

/** Prints all keys that there are and were, without the keys themselves. */
export async function listKeys(context: CommandContext, location: StateLocation): Promise<void> {
  const keys = await withKeys(location, (store) => store.list());
  if (context.json) context.print(JSON.stringify(keys.map(asJson)));
  else if (keys.length === 0)
    context.print('no keys; `rookery keys create --tenant TEAM --roles converse` makes one');
  else {
    const head = ['key', 'tenant', 'roles', 'made', 'state', 'quotas', 'note'];
    context.print(
      table(
        head,
        keys.map((key) => [
          key.id,
          key.tenant,
          key.roles.join(','),
          minute(key.createdAt),
          stateOf(key),
          quotasOf(key),
          key.note,
        ]),
      ),
    );
  }
}

/** Makes another key with the owner and the roles of one, and lets that one end. */
export async function rotateKey(
  context: CommandContext,
  location: StateLocation,
  id: string,
  overlapHours: number,
): Promise<void> {
  const made = await withKeys(location, (keys) => keys.rotate(id, overlapHours * HOUR_MS));
  sayMade(context, made);
  context.note(overlapHours === 0 ? `${id} is revoked` : `${id} opens for ${overlapHours} more hours`);
}

/** Revokes keys: within seconds no gateway takes them any more, and their calls end. */
export async function revokeKeys(
  context: CommandContext,
  location: StateLocation,
  ids: readonly string[],
): Promise<void> {
  await withKeys(location, async (keys) => {
    for (const id of ids) {
      const revoked = await keys.revoke(id);
      context.print(context.json ? JSON.stringify(asJson(revoked)) : `${id} is revoked`);
    }
  });
}

function wishOf({ tenant, roles, note, calls, sessions, days }: KeyFlags): KeyWish {
  return {
    tenant,
    roles: roles.map((role) => {
      if (isRole(role)) return role;
      throw invalidArgument('roles', `${JSON.stringify(role)} is none of ${ROLES.join(', ')}`);
    }),
    quotas: { calls, sessions },
    note,
    expiresAt: days === undefined ? undefined : new Date(Date.now() + days * DAY_MS),
  };
}

function sayMade(context: CommandContext, { key, stored }: MadeKey): void {
  context.print(context.json ? JSON.stringify({ ...asJson(stored), key }) : key);
  context.note(
    `${stored.id}, a key of ${stored.tenant} for ${stored.roles.join(', ')}; it is shown this once`,
  );
}

function asJson({ createdAt, expiresAt, revokedAt, ...key }: StoredKey): object {
  return { ...key, created: createdAt, expires: expiresAt, revoked: revokedAt };
}

function stateOf({ expiresAt, revokedAt }: StoredKey): string {
  if (revokedAt !== undefined) return `revoked ${minute(revokedAt)}`;
  if (expiresAt === undefined) return 'open';
  return `${expiresAt.getTime() <= Date.now() ? 'ended' : 'open until'} ${minute(expiresAt)}`;
}

function quotasOf({ quotas: { calls, sessions } }: StoredKey): string {
  return [calls === undefined ? [] : `${calls} calls`, sessions === undefined ? [] : `${sessions} sessions`]
    .flat()
    .join(', ');
}
