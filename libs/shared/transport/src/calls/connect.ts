import { createChannel, type Channel } from 'nice-grpc';
import { clientLimits } from './connection-limits.ts';

const keys = new WeakMap<Channel, string>();

/**
 * A channel to a service. It connects when it is first used, reconnects by itself, and must be closed
 * (`channel.close()`).
 * @param address host:port
 * @param apiKey sent with every call of the clients made for this channel (see `gatewayKey`)
 */
export function connect(address: string, apiKey?: string): Channel {
  const channel = createChannel(address, undefined, clientLimits);
  if (apiKey !== undefined) keys.set(channel, apiKey);
  return channel;
}

/** The metadata of every call on a channel. */
export function channelHeaders(channel: Channel): Readonly<Record<string, string>> {
  const key = keys.get(channel);
  return key === undefined ? {} : { 'x-api-key': key };
}
