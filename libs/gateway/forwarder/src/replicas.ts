import { lookup } from 'node:dns/promises';
import { RookeryError } from '@rookery/shared-errors';
import type { ForwarderLimits } from './limits.ts';
import type { Security, UpstreamConnection } from './upstream-connection.ts';
import { failureName, Upstream, type UpstreamObserver } from './upstream.ts';

/** All addresses of a host, IPv4 and IPv6. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** Asks as the system does, `/etc/hosts` included. */
const resolveHost: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The processes that a name leads to, each an upstream: calls go round them, and past those that cannot be reached. The name is
 * asked for again while calls come, so that replicas may come and go.
 */
export class Replicas {
  readonly address: string;
  readonly #host: string;
  readonly #port: string;
  readonly #limits: ForwarderLimits;
  readonly #observer: UpstreamObserver;
  readonly #resolve: Resolve;
  readonly #security: Security | undefined;
  #upstreams: readonly Upstream[] = [];
  /** No address of theirs any more; what they have in flight ends. */
  readonly #leaving = new Set<Upstream>();
  #turn = 0;
  #askedAt = -Infinity;
  #asking: Promise<void> | undefined;
  #reachable: boolean | undefined;

  /**
   * @param address `name:port`
   * @param security undefined: without TLS
   */
  constructor(
    address: string,
    limits: ForwarderLimits,
    observer: UpstreamObserver,
    resolve: Resolve = resolveHost,
    security: Security | undefined,
  ) {
    const colon = address.lastIndexOf(':');
    this.address = address;
    this.#host = address.slice(0, colon);
    this.#port = address.slice(colon + 1);
    this.#limits = limits;
    this.#observer = observer;
    this.#resolve = resolve;
    this.#security = security;
  }

  /** Calls in flight on all of them. */
  get calls(): number {
    return [...this.#upstreams, ...this.#leaving].reduce((sum, { calls }) => sum + calls, 0);
  }

  /** A connection that a call may begin on. UNAVAILABLE, naming the service, when none of them can be reached or all are full. */
  connection(service: string): UpstreamConnection | Promise<UpstreamConnection> {
    if (this.#leaving.size > 0) this.#closeLeft();
    const known = this.#upstreams.length > 0;
    const asked = this.#ask();
    return known ? this.#choose(service) : this.#afterAsking(asked, service);
  }

  close(): void {
    for (const upstream of [...this.#upstreams, ...this.#leaving]) upstream.close();
  }

  destroy(): void {
    for (const upstream of [...this.#upstreams, ...this.#leaving]) upstream.destroy();
  }

  async #afterAsking(asked: Promise<void>, service: string): Promise<UpstreamConnection> {
    try {
      await asked;
    } catch (caught) {
      const reason = failureName(caught);
      this.#notReached(reason);
      throw unreachable(service, reason);
    }
    return this.#choose(service);
  }

  #choose(service: string): UpstreamConnection | Promise<UpstreamConnection> {
    const all = this.#inTurn();
    const opening: Promise<UpstreamConnection>[] = [];
    for (const upstream of all) {
      // Found to be back beside the calls, not by them.
      if (upstream.isAway) {
        upstream.knock();
        continue;
      }
      const connection = upstream.connection(service);
      if (!(connection instanceof Promise)) return connection;
      // Another may be chosen before it is there.
      connection.catch(() => undefined);
      opening.push(connection);
    }
    if (opening.length > 0) return Promise.any(opening).catch(firstReason);
    return all[0]?.connection(service) ?? Promise.reject(unreachable(service, 'the name has no address'));
  }

  #inTurn(): readonly Upstream[] {
    const from = this.#turn++ % Math.max(1, this.#upstreams.length);
    return [...this.#upstreams.slice(from), ...this.#upstreams.slice(0, from)];
  }

  /** What is known holds until the answer has come, and when none comes. */
  #ask(): Promise<void> {
    const due = performance.now() - this.#askedAt >= this.#limits.resolveEveryMs;
    if (this.#asking === undefined && due) {
      this.#askedAt = performance.now();
      this.#asking = this.#resolve(this.#host)
        .then((found) => this.#found(found))
        .finally(() => (this.#asking = undefined));
      this.#asking.catch(() => {
        if (this.#upstreams.length === 0) this.#askedAt = -Infinity;
      });
    }
    return this.#asking ?? Promise.resolve();
  }

  #found(hosts: readonly string[]): void {
    const addresses = [...new Set(hosts)].map(
      (host) => `${host.includes(':') ? `[${host}]` : host}:${this.#port}`,
    );
    if (addresses.length === 0) return;
    const before = this.#upstreams;
    this.#upstreams = addresses.map(
      (address) => before.find((one) => one.address === address) ?? this.#upstreamAt(address),
    );
    for (const gone of before.filter((one) => !this.#upstreams.includes(one))) this.#leaving.add(gone);
  }

  /** A connection that is told to close may take its last call with it, so none is told that has one. */
  #closeLeft(): void {
    for (const upstream of this.#leaving) {
      if (upstream.calls > 0) continue;
      upstream.close();
      this.#leaving.delete(upstream);
    }
  }

  #upstreamAt(address: string): Upstream {
    const observer: UpstreamObserver = {
      upstreamReached: () => {
        if (this.#reachable === true) return;
        this.#reachable = true;
        this.#observer.upstreamReached?.(this.address);
      },
      upstreamUnreachable: (_, reason) => {
        if (this.#upstreams.every(({ isAway }) => isAway)) this.#notReached(reason);
      },
    };
    return new Upstream(address, this.#limits, observer, this.#security);
  }

  #notReached(reason: string): void {
    const first = this.#reachable !== false;
    this.#reachable = false;
    this.#observer.upstreamUnreachable?.(this.address, reason, first);
  }
}

function unreachable(service: string, reason: string): RookeryError {
  return new RookeryError('UNAVAILABLE', `${service}: cannot be reached (${reason})`, {
    reason: 'UPSTREAM_UNREACHABLE',
    retryAfterMs: 500,
  });
}

function firstReason(caught: unknown): never {
  throw caught instanceof AggregateError ? (caught.errors[0] as unknown) : caught;
}
