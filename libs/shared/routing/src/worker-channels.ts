import {
  type InferenceServiceClient,
  InferenceServiceDefinition,
  type Worker,
} from '@rookery/shared-contracts';
import { client, connect } from '@rookery/shared-transport';
import type { Channel } from 'nice-grpc';

interface Connection {
  readonly channel: Channel;
  readonly inference: InferenceServiceClient;
  calls: number;
  listed: boolean;
}

/**
 * One channel per worker address, opened at the first call and closed when the worker has left the list and
 * its last call has ended.
 */
export class WorkerChannels {
  readonly #byAddress = new Map<string, Connection>();
  readonly #secret: string | undefined;

  /** @param secret of the platform, by which workers know who calls; undefined: they do not ask */
  constructor(secret?: string) {
    this.#secret = secret;
  }

  /** A client of the worker; every `acquire` needs one `release` of the same address. */
  acquire(address: string): InferenceServiceClient {
    const connection = this.#byAddress.get(address) ?? this.#open(address);
    connection.calls += 1;
    return connection.inference;
  }

  release(address: string): void {
    const connection = this.#byAddress.get(address);
    if (connection === undefined) return;
    connection.calls -= 1;
    this.#closeIfUnused(address, connection);
  }

  /** Forgets the addresses that are not in the list any more. */
  keepOnly(workers: readonly Worker[]): void {
    const listed = new Set(workers.map(({ address }) => address));
    for (const [address, connection] of this.#byAddress) {
      connection.listed = listed.has(address);
      this.#closeIfUnused(address, connection);
    }
  }

  /** Closes every channel; calls in flight end with CANCELLED or UNAVAILABLE. */
  close(): void {
    for (const { channel } of this.#byAddress.values()) channel.close();
    this.#byAddress.clear();
  }

  #open(address: string): Connection {
    const channel = connect(address, { secret: this.#secret });
    const connection: Connection = {
      channel,
      inference: client(InferenceServiceDefinition, channel),
      calls: 0,
      listed: true,
    };
    this.#byAddress.set(address, connection);
    return connection;
  }

  #closeIfUnused(address: string, connection: Connection): void {
    if (connection.listed || connection.calls > 0) return;
    connection.channel.close();
    this.#byAddress.delete(address);
  }
}
