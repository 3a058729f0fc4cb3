import { connectionLimits } from '@rookery/shared-transport';
import type { ChannelOptions } from 'nice-grpc';

// grpc-js keeps its channelz statistics here: without them it forgets its connections and cannot cut them.
export const serverLimits: ChannelOptions = {
  ...connectionLimits,
  // Calls of one connection at a time; more wait at the client.
  'grpc.max_concurrent_streams': 1024,
};
