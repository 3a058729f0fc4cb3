import { createChannel } from 'nice-grpc';
import type { Channel } from 'nice-grpc';
import { clientLimits } from '../server/limits.ts';

/**
 * A channel to a service. It connects when it is first used, reconnects by itself, and must be closed
 * (`channel.close()`).
 * @param address host:port
 */
export function connect(address: string): Channel {
  return createChannel(address, undefined, clientLimits);
}
