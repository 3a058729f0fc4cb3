import type { HostileText } from './hostile-texts.ts';

/** Lengths that are tried, in UTF-16 units; the last is more than any reader is given. */
const LENGTHS: readonly number[] = [2_000, 20_000, 200_000];
/** For ten times the text: linear work takes ten times as long, quadratic a hundred times. */
const MOST_GROWTH = 40;
/** Faster than this nobody notices, and clocks are too coarse. Milliseconds of processor time. */
const NOTICED_MS = 60;
/** How often what looks steep is looked at again. */
const MOST_REPEATS = 5;
/** With the next length it would never end. */
const HOPELESS_MS = 4000;

/** Says how the work of a reader grows faster than the text; undefined when it does not. */
export function steepGrowth(read: (text: string) => unknown, { text }: HostileText): string | undefined {
  let before = 0;
  for (const length of LENGTHS) {
    const given = text(length);
    const once = (): number => processorMs(() => read(given));
    let took = once();
    for (let again = 0; again < MOST_REPEATS && before > 0 && isSteep(before, took); again += 1) {
      // What collects garbage, and what else the machine does, may have been counted: the shortest counts.
      took = Math.min(took, once());
    }
    if (took > HOPELESS_MS || (before > 0 && isSteep(before, took))) {
      return `${took.toFixed(0)} ms for ${length} characters, ${before.toFixed(1)} ms for a tenth`;
    }
    before = Math.max(took, 0.2);
  }
  return undefined;
}

function isSteep(before: number, took: number): boolean {
  return took > NOTICED_MS && took > MOST_GROWTH * before;
}

/** Of this thread alone. A refusal is an answer. */
function processorMs(work: () => unknown): number {
  const before = process.threadCpuUsage();
  try {
    work();
  } catch {
    // Counted all the same.
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
