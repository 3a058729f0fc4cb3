import { Client, credentials, Metadata, type ChannelOptions } from '@grpc/grpc-js';
import { targetOf } from '@rookery/shared-tls';

/** Where calls go. */
export interface Endpoint {
  /** `host:port` */
  readonly address: string;
  /** Metadata of every call, such as an API key. */
  readonly headers: Readonly<Record<string, string>>;
  /** HTTP/2 connections, 1 or more, used in turn. */
  readonly connections: number;
  /** Deadline of a call from the moment it is sent, in milliseconds. */
  readonly timeoutMs: number;
}

const OPTIONS: ChannelOptions = {
  // grpc-js shares one connection among all channels to an address unless it is told not to.
  'grpc.use_local_subchannel_pool': 1,
  // What fails has failed: a repeat would hide it and add load that nobody asked for.
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_channelz': 0,
};

/**
 * Connections to one address. Below the platform's own client library on purpose: that one repeats safe calls and
 * passes deadlines on, which is right for services and wrong for a measurement, and it costs several times as much
 * of the generator's time per call.
 */
export class Connections {
  readonly #clients: readonly Client[];
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;
  #next = 0;

  constructor({ address, headers, connections, timeoutMs }: Endpoint) {
    const { target, credentials: security = credentials.createInsecure(), options } = targetOf(address);
    this.#clients = Array.from(
      { length: connections },
      () => new Client(target, security, { ...OPTIONS, ...options }),
    );
    this.#headers = headers;
    this.#timeoutMs = timeoutMs;
  }

  next(): Client {
    this.#next = (this.#next + 1) % this.#clients.length;
    const client = this.#clients[this.#next];
    if (client === undefined) throw new Error('there are no connections');
    return client;
  }

  /** Metadata of a call: the endpoint's, and `more`. */
  metadata(more: Readonly<Record<string, string>> = {}): Metadata {
    const metadata = new Metadata();
    for (const [key, value] of Object.entries({ ...this.#headers, ...more })) metadata.set(key, value);
    return metadata;
  }

  /** The deadline of a call that is sent now, in milliseconds since 1970. */
  deadline(): number {
    return Date.now() + this.#timeoutMs;
  }

  close(): void {
    for (const client of this.#clients) client.close();
  }
}
