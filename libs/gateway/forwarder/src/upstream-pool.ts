import { isIP } from 'node:net';
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
  readonly #upstreams = new Map<string, { readonly upstream: Upstream | Replicas; lastUsed: number }>();
  readonly #sweeper: NodeJS.Timeout;

  /** @param resolve undefined: as the system does */
  constructor(limits: ForwarderLimits, observer: UpstreamObserver, resolve?: Resolve) {
    this.#limits = limits;
    this.#observer = observer;
    this.#resolve = resolve;
    this.#sweeper = setInterval(() => this.#sweep(performance.now()), IDLE_MS / 5);
    this.#sweeper.unref();
  }

  at(address: string): Upstream | Replicas {
    let entry = this.#upstreams.get(address);
    if (entry === undefined) {
      entry = { upstream: this.#open(address), lastUsed: 0 };
      this.#upstreams.set(address, entry);
    }
    entry.lastUsed = performance.now();
    return entry.upstream;
  }

  close(): void {
    clearInterval(this.#sweeper);
    for (const { upstream } of this.#upstreams.values()) upstream.destroy();
    this.#upstreams.clear();
  }

  #open(address: string): Upstream | Replicas {
    const host = address.slice(0, address.lastIndexOf(':')).replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0) return new Upstream(address, this.#limits, this.#observer);
    return new Replicas(address, this.#limits, this.#observer, this.#resolve);
  }

  #sweep(now: number): void {
    for (const [address, { upstream, lastUsed }] of this.#upstreams) {
      if (now - lastUsed < IDLE_MS || upstream.calls > 0) continue;
      upstream.close();
      this.#upstreams.delete(address);
    }
  }
}
