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
  /** Connections that one address of callers may have at a time. */
  readonly connectionsPerAddress: number;
  /** Connections of all callers together. */
  readonly connections: number;
  /** A connection without a call ends after so long, in milliseconds; so does one that does not begin to speak HTTP/2 in a sixth of it. */
  readonly idleConnectionMs: number;
  /** Calls that a connection of a caller may break off at once; one that breaks off more ends with ENHANCE_YOUR_CALM. */
  readonly resetBurst: number;
  /** Calls that it may break off in each second beyond that. */
  readonly resetsPerSecond: number;
  /** Calls in flight of one caller, on all its connections. */
  readonly callsPerCaller: number;
  /** Largest message of a request, in bytes. */
  readonly messageBytes: number;
  /** Bytes of requests that have begun and not ended, of one caller. */
  readonly unfinishedBytesPerCaller: number;
  /** The same of all callers. */
  readonly unfinishedBytes: number;
  /** How long a message may take from its first byte to its last, in milliseconds, while the service takes it. */
  readonly messageMs: number;
  /** An answer that its caller does not go on reading for so long, in milliseconds, counts as unread. */
  readonly unreadAfterMs: number;
  /** Unread answers that one caller may have; the next one ends. */
  readonly unreadPerCaller: number;
  /** An answer that is not read for so long ends, in milliseconds. */
  readonly unreadMs: number;
  /** Connections to one upstream, without those that only wait for their last calls. */
  readonly connectionsPerUpstream: number;
  /** Calls on a connection to an upstream before another connection is opened. */
  readonly callsPerUpstreamConnection: number;
  /**
   * Calls that may be broken off on one connection to an upstream. Below what the upstream's server allows before it ends the connection
   * with all calls on it (1,000 at once in nghttp2). Each call in flight has one of them reserved.
   */
  readonly resetsPerUpstreamConnection: number;
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
  connectionsPerAddress: 512,
  connections: 4096,
  idleConnectionMs: 300_000,
  resetBurst: 2000,
  resetsPerSecond: 200,
  callsPerCaller: 2000,
  messageBytes: 16 * 1024 * 1024,
  unfinishedBytesPerCaller: 64 * 1024 * 1024,
  unfinishedBytes: 256 * 1024 * 1024,
  messageMs: 60_000,
  unreadAfterMs: 5_000,
  unreadPerCaller: 64,
  unreadMs: 300_000,
  connectionsPerUpstream: 8,
  // One connection carries many calls in few system calls; the next is for when that one is busy.
  callsPerUpstreamConnection: 100,
  resetsPerUpstreamConnection: 900,
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
