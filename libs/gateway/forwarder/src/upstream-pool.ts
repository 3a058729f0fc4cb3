import { isIP } from 'node:net';
import type { Certificates } from '@rookery/shared-tls';
import type { Target } from './forwarded-headers.ts';
import type { ForwarderLimits } from './limits.ts';
import { Replicas, type Resolve } from './replicas.ts';
import { Upstream, type UpstreamObserver } from './upstream.ts';

/** Upstreams without a call for so long are let go: inference workers come and go. */
const IDLE_MS = 300_000;

/** All upstreams by address, made when first asked for. */
export class UpstreamPool {
  readonly #limits: ForwarderLimits;
  readonly #observer: UpstreamObserver;
  readonly #resolve: Resolve | undefined;
  readonly #certificates: Certificates | undefined;
  readonly #upstreams = new Map<string, { readonly upstream: Upstream | Replicas; lastUsed: number }>();
  readonly #sweeper: NodeJS.Timeout;

  /**
   * @param resolve undefined: as the system does
   * @param certificates undefined: they speak without TLS
   */
  constructor(
    limits: ForwarderLimits,
    observer: UpstreamObserver,
    resolve?: Resolve,
    certificates?: Certificates,
  ) {
    this.#limits = limits;
    this.#observer = observer;
    this.#resolve = resolve;
    this.#certificates = certificates;
    this.#sweeper = setInterval(() => this.#sweep(performance.now()), IDLE_MS / 5);
    this.#sweeper.unref();
  }

  /** @param target see there */
  at({ address, lane = '', isOwn = false }: Pick<Target, 'address' | 'lane' | 'isOwn'>): Upstream | Replicas {
    const key = `${lane} ${address}`;
    let entry = this.#upstreams.get(key);
    if (entry === undefined) {
      entry = { upstream: this.#open(address, isOwn ? undefined : this.#certificates), lastUsed: 0 };
      this.#upstreams.set(key, entry);
    }
    entry.lastUsed = performance.now();
    return entry.upstream;
  }

  close(): void {
    clearInterval(this.#sweeper);
    for (const { upstream } of this.#upstreams.values()) upstream.destroy();
    this.#upstreams.clear();
  }

  #open(address: string, certificates: Certificates | undefined): Upstream | Replicas {
    const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
    const security = certificates === undefined ? undefined : { certificates, name: host };
    if (isIP(host) !== 0) return new Upstream(address, this.#limits, this.#observer, security);
    return new Replicas(address, this.#limits, this.#observer, this.#resolve, security);
  }

  #sweep(now: number): void {
    for (const [key, { upstream, lastUsed }] of this.#upstreams) {
      if (now - lastUsed < IDLE_MS || upstream.calls > 0) continue;
      upstream.close();
      this.#upstreams.delete(key);
    }
  }
}
