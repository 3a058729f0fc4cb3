import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Router } from './call.ts';
import { DEFAULT_LIMITS, type ForwarderLimits } from './limits.ts';
import type { Resolve } from './replicas.ts';
import { Serving } from './serving.ts';
import { UpstreamPool } from './upstream-pool.ts';
import type { UpstreamObserver } from './upstream.ts';

export interface ForwarderOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly route: Router;
  readonly observer?: UpstreamObserver;
  readonly limits?: Partial<ForwarderLimits>;
  /** How names become addresses. Not set: as the system does it. */
  readonly resolve?: Resolve;
}

/** A running forwarder. */
export interface Forwarder {
  /** `host:port` it listens on. */
  readonly address: string;
  /**
   * Takes no new calls, waits at most `graceMs` for those in flight, then ends the rest with UNAVAILABLE. Resolves when
   * every connection is closed.
   */
  close(graceMs: number): Promise<void>;
}

/**
 * Serves gRPC over HTTP/2 without TLS and copies each call to the upstream that `route` names, frame by frame: no
 * message is decoded. Rejects when it cannot listen.
 */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const upstreams = new UpstreamPool(limits, options.observer ?? {}, options.resolve);
  const serving = new Serving(
    { route: options.route, upstreams, deadlineGraceMs: limits.deadlineGraceMs },
    limits,
  );
  serving.server.listen(options.port, options.host);
  await once(serving.server, 'listening');
  const { port } = serving.server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    address: `${host}:${port}`,
    close: async (graceMs) => {
      await serving.close(graceMs);
      upstreams.close();
    },
  };
}
