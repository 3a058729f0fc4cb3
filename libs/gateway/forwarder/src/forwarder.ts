import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { RookeryError } from '@rookery/shared-errors';
import type { Certificates } from '@rookery/shared-tls';
import type { CallObserver, Router } from './call.ts';
import { CallerAccounts } from './caller-accounts.ts';
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
  /** Told how each call ended. */
  readonly callEnded?: CallObserver;
  readonly limits?: Partial<ForwarderLimits>;
  /** What it shows its callers; not set: it speaks without TLS. */
  readonly certificates?: Certificates | undefined;
  /** What it shows the services that it calls, and knows them by; not set: they speak without TLS. */
  readonly upstreamCertificates?: Certificates | undefined;
  /** How names become addresses. Not set: as the system does it. */
  readonly resolve?: Resolve;
}

/** What a forwarder has at a moment. */
export interface ForwarderLoad {
  readonly calls: number;
  readonly connections: number;
}

/** A running forwarder. */
export interface Forwarder {
  /** `host:port` it listens on. */
  readonly address: string;
  /** How full it is. */
  load(): ForwarderLoad;
  /** Ends every call that was let through for one of these credentials. */
  endCalls(credentials: ReadonlySet<string>, error: RookeryError): void;
  /**
   * Takes no new calls, waits at most `graceMs` for those in flight, then ends the rest with UNAVAILABLE. Resolves when
   * every connection is closed.
   */
  close(graceMs: number): Promise<void>;
}

/**
 * Serves gRPC over HTTP/2 and copies each call to the upstream that `route` names, frame by frame: no
 * message is decoded. Rejects when it cannot listen.
 */
export async function startForwarder(options: ForwarderOptions): Promise<Forwarder> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const upstreams = new UpstreamPool(
    limits,
    options.observer ?? {},
    options.resolve,
    options.upstreamCertificates,
  );
  const serving = new Serving({
    route: options.route,
    upstreams,
    accounts: new CallerAccounts(limits),
    limits,
    callEnded: options.callEnded ?? (() => undefined),
    certificates: options.certificates,
  });
  serving.server.listen(options.port, options.host);
  await once(serving.server, 'listening');
  const { port } = serving.server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    address: `${host}:${port}`,
    load: () => serving.load,
    endCalls: (credentials, error) => serving.endCalls(credentials, error),
    close: async (graceMs) => {
      await serving.close(graceMs);
      upstreams.close();
    },
  };
}
