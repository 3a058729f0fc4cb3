import { typedClient, type ContractService, type TypedClient } from '../calls/typed-client.ts';
import type { Channel } from 'nice-grpc';
import { currentCall } from '@rookery/shared-runtime';

/**
 * A typed client. Its calls reject with RookeryError and belong to the call being served: its request id and what is left of
 * its deadline go along, and its signal cancels them unless they are given another.
 * @param headers metadata of every call, such as an API key
 */
export function client<Definition extends ContractService>(
  definition: Definition,
  channel: Channel,
  headers: Readonly<Record<string, string>> = {},
): TypedClient<Definition> {
  return typedClient(definition, channel, { headers, currentCall });
}
