import type { Platform } from '@rookery/shared-platform-processes';

const LOOK_MS = 2000;

/** The most memory of each process, those that were killed included; of the database server the most that was seen. Linux only. */
export class Memory {
  readonly #platform: Platform;
  readonly #peaks = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(platform: Platform) {
    this.#platform = platform;
    // One that is just being killed has nothing to tell.
    this.#timer = setInterval(() => void this.look().catch(() => undefined), LOOK_MS);
  }

  /** In MB, by process. */
  get peaks(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#peaks);
  }

  async look(): Promise<void> {
    const services = await this.#platform.peakMemoryMb();
    const all = { ...services, postgresql: await this.#platform.databaseMemoryMb() };
    for (const [name, mb] of Object.entries(all))
      this.#peaks.set(name, Math.max(mb, this.#peaks.get(name) ?? 0));
  }

  say(when: string): void {
    const peaks = [...this.#peaks].map(([name, mb]) => `${name} ${mb.toFixed(0)}`);
    console.error(`most memory ${when}, MB: ${peaks.join(', ')}`);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
