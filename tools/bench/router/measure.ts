/** What so many in a hundred of the values are at most. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? NaN;
}

/** Milliseconds that it takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** Keeps so many calls in flight until it is told to stop, and counts those that have ended. */
export class ClosedLoop {
  readonly #loops: Promise<void>[];
  #stopped = false;
  ended = 0;

  constructor(inFlight: number, call: () => Promise<unknown>) {
    this.#loops = Array.from({ length: inFlight }, async () => {
      while (!this.#stopped) {
        await call();
        this.ended += 1;
      }
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#loops);
  }
}

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Prints what was measured, with what it is held against: a JSON line on stdout. */
export const print = (metric: string, value: number, unit: string, baseline: string, ratio: number): void =>
  console.log(
    JSON.stringify({ bench: 'router', metric, value: round(value), unit, baseline, ratio: round(ratio) }),
  );
