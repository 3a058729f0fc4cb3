import type { Answers } from '@rookery/gateway-forwarder';
import { RookeryError } from '@rookery/shared-errors';

/** Watches of health at a time. A client that watches has one for each service that it calls. */
export const MOST_WATCHES = { ofConnection: 16, ofAddress: 256, ofAll: 1024 } as const;

/** Counts the watches of health, of each connection, of each address, and of all. */
export class WatchCounts {
  readonly #ofConnection = new WeakMap<object, number>();
  readonly #ofAddress = new Map<string, number>();
  #ofAll = 0;

  /** @returns to be called when the watch is over. @throws RookeryError RESOURCE_EXHAUSTED when there are as many as may be */
  begin({ connection, address }: Answers['from']): () => void {
    const ofConnection = this.#ofConnection.get(connection) ?? 0;
    const ofAddress = this.#ofAddress.get(address) ?? 0;
    if (ofConnection >= MOST_WATCHES.ofConnection) throw tooMany(MOST_WATCHES.ofConnection, 'one connection');
    if (ofAddress >= MOST_WATCHES.ofAddress) throw tooMany(MOST_WATCHES.ofAddress, 'one address');
    if (this.#ofAll >= MOST_WATCHES.ofAll) throw tooMany(MOST_WATCHES.ofAll, 'all callers together');
    this.#add(connection, address, 1);
    return () => this.#add(connection, address, -1);
  }

  #add(connection: object, address: string, count: 1 | -1): void {
    this.#ofAll += count;
    this.#ofConnection.set(connection, (this.#ofConnection.get(connection) ?? 0) + count);
    const ofAddress = (this.#ofAddress.get(address) ?? 0) + count;
    if (ofAddress === 0) this.#ofAddress.delete(address);
    else this.#ofAddress.set(address, ofAddress);
  }
}

function tooMany(most: number, whose: string): RookeryError {
  return new RookeryError('RESOURCE_EXHAUSTED', `watches of health: at most ${most} of ${whose}`, {
    retryAfterMs: 10_000,
  });
}
