/** Bounds of one forwarder. Each protects the others from one caller or one upstream. */
export interface ForwarderLimits {
  /** Calls in flight on one connection of a caller. More wait at the caller. */
  readonly streamsPerConnection: number;
  /** Bytes of all headers of a request, as HTTP/2 counts them (32 more for each header). */
  readonly headerListBytes: number;
  /** Bytes of a stream that its sender may have under way before the reader takes them. Bounds the memory of a call. */
  readonly streamWindowBytes: number;
  /** The same for all streams of a connection together; has to be large for a fast network that is far away. */
  readonly connectionWindowBytes: number;
  /** Connections to one upstream. */
  readonly connectionsPerUpstream: number;
  /** Calls on a connection to an upstream before another connection is opened. */
  readonly callsPerUpstreamConnection: number;
  /** How long a connection to an upstream may take, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** A name that leads to upstreams is asked for its addresses this often, in milliseconds. */
  readonly resolveEveryMs: number;
  /** A connection is asked for a sign of life this often, in milliseconds. */
  readonly keepaliveMs: number;
  /** A connection that gives no sign of life for so long, in milliseconds, is taken for dead. */
  readonly keepaliveTimeoutMs: number;
  /** Added to a caller's deadline before the gateway ends the call itself, in milliseconds: the service's own answer wins. */
  readonly deadlineGraceMs: number;
}

export const DEFAULT_LIMITS: ForwarderLimits = {
  streamsPerConnection: 1000,
  headerListBytes: 32 * 1024,
  streamWindowBytes: 256 * 1024,
  connectionWindowBytes: 4 * 1024 * 1024,
  connectionsPerUpstream: 8,
  // One connection carries many calls in few system calls; the next is for when that one is busy.
  callsPerUpstreamConnection: 100,
  connectTimeoutMs: 5000,
  resolveEveryMs: 10_000,
  keepaliveMs: 30_000,
  keepaliveTimeoutMs: 10_000,
  deadlineGraceMs: 50,
};

/** What every connection is opened with, towards callers and upstreams. */
export const SESSION_OPTIONS = {
  /** MB that one connection may use for queued data and header tables. Streams are bounded by their windows. */
  maxSessionMemory: 256,
  /** Metadata keys may repeat; which of them may not is for the service to say. */
  strictSingleValueFields: false,
};
