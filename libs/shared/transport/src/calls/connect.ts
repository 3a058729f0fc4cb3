import { createChannel, type Channel } from 'nice-grpc';
import { clientLimits, foreignLimits } from './connection-limits.ts';

const keys = new WeakMap<Channel, string>();

/**
 * A channel to a service of the platform. It connects when it is first used, reconnects by itself, and must be closed
 * (`channel.close()`). Where the name leads to several addresses, calls go round them, and past those that are away.
 * @param address host:port, or a target of gRPC: `dns:///name:port`, `ipv4:10.0.0.1:7603,10.0.0.2:7603`
 * @param apiKey sent with every call of the clients made for this channel (see `gatewayKey`)
 */
export function connect(address: string, apiKey?: string): Channel {
  const channel = createChannel(address, undefined, clientLimits);
  if (apiKey !== undefined) keys.set(channel, apiKey);
  return channel;
}

/**
 * The same to a server of others, who may allow few pings: one that vanishes without a word is noticed by them only after
 * six minutes, so every call on it needs a limit in time.
 */
export function connectToForeign(address: string): Channel {
  return createChannel(address, undefined, foreignLimits);
}

/** The metadata of every call on a channel. */
export function channelHeaders(channel: Channel): Readonly<Record<string, string>> {
  const key = keys.get(channel);
  return key === undefined ? {} : { 'x-api-key': key };
}
