import type { ForwarderLimits } from './limits.ts';
import { Upstream, type UpstreamObserver } from './upstream.ts';

/** Upstreams without a call for so long are let go: inference workers come and go. */
const IDLE_MS = 300_000;

/** All upstreams by address, made when first asked for. */
export class UpstreamPool {
  readonly #limits: ForwarderLimits;
  readonly #observer: UpstreamObserver;
  readonly #upstreams = new Map<string, { readonly upstream: Upstream; lastUsed: number }>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(limits: ForwarderLimits, observer: UpstreamObserver) {
    this.#limits = limits;
    this.#observer = observer;
    this.#sweeper = setInterval(() => this.#sweep(performance.now()), IDLE_MS / 5);
    this.#sweeper.unref();
  }

  at(address: string): Upstream {
    let entry = this.#upstreams.get(address);
    if (entry === undefined) {
      entry = { upstream: new Upstream(address, this.#limits, this.#observer), lastUsed: 0 };
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

  #sweep(now: number): void {
    for (const [address, { upstream, lastUsed }] of this.#upstreams) {
      if (now - lastUsed < IDLE_MS || upstream.calls > 0) continue;
      upstream.close();
      this.#upstreams.delete(address);
    }
  }
}
