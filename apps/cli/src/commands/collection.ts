import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { table } from '../terminal/table.ts';
import { allPages } from './all-pages.ts';
import { resourceName } from './resource-name.ts';

interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

interface Call {
  readonly signal: AbortSignal;
}

/** Things of one kind that the platform keeps: how they are listed and erased. */
export interface Collection<Item> {
  /** First part of their names: `runs`. */
  readonly id: string;
  /** Said when there are none, with how to make one. */
  readonly none: string;
  readonly head: readonly string[];
  readonly row: (item: Item) => readonly string[];
  readonly json: (item: Item) => object;
  readonly page: (
    platform: PlatformConnection,
    request: PageRequest,
    call: Call,
  ) => Promise<{ readonly items: readonly Item[]; readonly nextPageToken: string }>;
  readonly erase: (platform: PlatformConnection, name: string, call: Call) => Promise<unknown>;
}

/** Lists all of them. */
export async function listAll<Item>(
  context: CommandContext,
  collection: Omit<Collection<Item>, 'erase'>,
): Promise<void> {
  const call = { signal: context.interrupted };
  const pages = await withPlatform(context, (platform) =>
    allPages((request) => collection.page(platform, request, call)),
  );
  const items = pages.flatMap((page) => page.items);
  if (context.json) context.print(JSON.stringify(items.map(collection.json)));
  else if (items.length === 0) context.print(collection.none);
  else context.print(table(collection.head, items.map(collection.row)));
}

/** Erases some of them, each named in full or by what follows the slash. */
export async function eraseSome<Item>(
  context: CommandContext,
  { id, erase }: Collection<Item>,
  given: readonly string[],
): Promise<void> {
  await withPlatform(context, async (platform) => {
    for (const one of given) {
      const name = resourceName(id, one);
      await erase(platform, name, { signal: context.interrupted });
      context.print(context.json ? JSON.stringify({ name }) : `${name} is erased`);
    }
  });
}

/** `2026-01-02T03:04`; empty when it is not known. */
export const minute = (time: Date | undefined): string => time?.toISOString().slice(0, 16) ?? '';
