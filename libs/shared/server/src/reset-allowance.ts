import type { Http2Server, ServerOptions } from 'node:http2';
import { Server } from '@grpc/grpc-js';

/**
 * Calls that may be broken off on one connection: so many at once, and so many a second beyond. Services share a connection between the
 * calls of all their callers, so the thousand and 33 a second of Node's HTTP/2 (nghttp2's defence against callers, after which the
 * connection ends with every call on it) would let one caller end the calls of others. Behind the gateway, which counts for each
 * caller, the defence has nobody to defend against.
 */
const ALLOWANCE: ServerOptions = { streamResetBurst: 100_000, streamResetRate: 10_000 };

interface Internals {
  readonly commonServerOptions: ServerOptions;
  createHttp2Server: (this: Internals, credentials: unknown) => Http2Server;
}

let isAllowed = false;

/**
 * Gives servers of grpc-js that listen from now on this allowance. They hand no such option to the HTTP/2 server that they make, so it is
 * put where they keep the options of theirs.
 * @throws Error when this version of grpc-js keeps them elsewhere
 */
export function allowResets(): void {
  if (isAllowed) return;
  const internals = Server.prototype as unknown as Internals;
  const create = internals.createHttp2Server;
  if (typeof create !== 'function') throw new Error('grpc-js makes its HTTP/2 servers in another way now');
  internals.createHttp2Server = function createWithAllowance(credentials): Http2Server {
    Object.assign(this.commonServerOptions, ALLOWANCE);
    return create.call(this, credentials);
  };
  isAllowed = true;
}
