import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Everything that this process counts for Prometheus. One for the process: counters are the process's own. */
export const registry = new Registry();

/** From a millisecond to ten minutes, in seconds: a lookup and a model that thinks for long. */
const SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600,
];

/** What every metric says of itself. */
interface About<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly Label[];
}

export function counter<Label extends string>({ name, help, labels }: About<Label>): Counter<Label> {
  return new Counter({ name, help, labelNames: [...labels], registers: [registry] });
}

export function gauge<Label extends string>({ name, help, labels }: About<Label>): Gauge<Label> {
  return new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
}

/** A histogram of durations in seconds. */
export function durations<Label extends string>({ name, help, labels }: About<Label>): Histogram<Label> {
  return new Histogram({ name, help, labelNames: [...labels], buckets: SECONDS, registers: [registry] });
}
