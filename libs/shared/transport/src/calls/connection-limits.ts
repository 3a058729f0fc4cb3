import type { ChannelOptions } from 'nice-grpc';

const MIB = 1024 * 1024;

/** Largest message that a service or a client takes, in bytes. Larger ones get RESOURCE_EXHAUSTED. */
const LARGEST_MESSAGE = 16 * MIB;

/** What holds at both ends of a connection. */
export const connectionLimits: ChannelOptions = {
  'grpc.max_receive_message_length': LARGEST_MESSAGE,
  // The receiver decides what is too large.
  'grpc.max_send_message_length': -1,
  // A peer that vanished without a word (a pulled cable, a frozen host) is noticed within 40 s.
  'grpc.keepalive_time_ms': 30_000,
  'grpc.keepalive_timeout_ms': 10_000,
};

export const clientLimits: ChannelOptions = {
  ...connectionLimits,
  // Servers with other settings than ours end a connection that is pinged while no call is on it.
  'grpc.keepalive_permit_without_calls': 0,
  // Costs a record for each call and nobody reads them.
  'grpc.enable_channelz': 0,
  // Services come and go in any order: look again soon.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // Our own retry knows which calls are safe to repeat.
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  // An http_proxy of the machine is meant for the internet, not for the platform's own hops.
  'grpc.enable_http_proxy': 0,
  // A name may lead to several replicas: calls go round those that can be reached.
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
};

/** Servers of others, by their defaults (Go, Java, C++), end a connection that is pinged within five minutes of the last ping. */
export const foreignLimits: ChannelOptions = {
  ...clientLimits,
  'grpc.keepalive_time_ms': 330_000,
  'grpc.keepalive_timeout_ms': 20_000,
};
