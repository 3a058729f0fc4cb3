import { createClientFactory, Metadata } from 'nice-grpc';
import type { CallOptions, Channel, Client } from 'nice-grpc';
import type { ContractService } from '../server/start-service.ts';
import { channelHeaders } from './connect.ts';
import { passOn } from './pass-on.ts';
import type { PassOnOptions } from './pass-on.ts';
import { repeatReads } from './repeat-reads.ts';

// The last one attached is the outermost.
const factory = createClientFactory().use(repeatReads).use(passOn);

/** A call's options: metadata, signal, onHeader, onTrailer, and `timeoutMs`. */
export type ClientCallOptions = CallOptions & Partial<PassOnOptions>;

/**
 * A typed client. Its calls reject with RookeryError and belong to the call being served (see `passOn`).
 * @param headers metadata of every call, such as an API key
 */
export function client<Definition extends ContractService>(
  definition: Definition,
  channel: Channel,
  headers: Readonly<Record<string, string>> = {},
): Client<Definition, PassOnOptions> {
  return factory.create(definition, channel, {
    '*': { metadata: Metadata({ ...channelHeaders(channel), ...headers }) },
  });
}
