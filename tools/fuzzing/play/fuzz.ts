import fc from 'fast-check';
import type { AnyTarget, OpenTarget } from '../target.ts';
import type { Watchdog } from './watchdog.ts';

/** Inputs of one round of fast-check: the first that goes wrong ends it, and is made smaller. */
const ROUND = 100;
/** How often a smaller input is tried. */
const MOST_SHRINKS = 300;
/** Kinds of findings after which looking for more is no help. */
const MOST_KINDS = 20;
/** After so many inputs the target is looked at as a whole. */
const LOOK_EVERY = 500;

/** An input for which something did not hold. */
export interface Finding {
  readonly target: string;
  /** What did not hold. */
  readonly says: string;
  /** The smallest input that shows it; undefined: it came of many, and none can be named. */
  readonly input?: unknown;
}

export interface FuzzOptions {
  /** The same seed draws the same inputs. A whole number. */
  readonly seed: number;
  /** How many inputs are drawn; Infinity: as many as there is time for. */
  readonly times: number;
  /** How long, in milliseconds; Infinity: until all are drawn. */
  readonly forMs: number;
  readonly found: (finding: Finding) => void;
  /** Is told what is played; not set: nobody looks whether it ends. */
  readonly watchdog?: Pick<Watchdog, 'tell'>;
}

export interface Fuzzed {
  /** Inputs that were drawn, without those that were tried to make one smaller. */
  readonly played: number;
  readonly findings: readonly Finding[];
}

/** Draws inputs and plays them until there are enough, or time is over, or nothing new can be learned. */
export async function fuzz(target: AnyTarget, options: FuzzOptions): Promise<Fuzzed> {
  await using open = await target.open();
  return await new Fuzzing(target.name, open, options).all();
}

/** Findings are told apart by what they say without its numbers and quotations. */
export function kindOf(says: string): string {
  return says.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, '""').replace(/\d+(\.\d+)?/g, '0');
}

class Fuzzing {
  readonly #target: string;
  readonly #open: OpenTarget<unknown>;
  readonly #options: FuzzOptions;
  readonly #end: number;
  readonly #findings = new Map<string, Finding>();
  #played = 0;

  constructor(target: string, open: OpenTarget<unknown>, options: FuzzOptions) {
    this.#target = target;
    this.#open = open;
    this.#options = options;
    this.#end = performance.now() + options.forMs;
  }

  async all(): Promise<Fuzzed> {
    const { seed, times } = this.#options;
    let nextLook = LOOK_EVERY;
    for (let round = 0; !this.#isOver; round += 1) {
      // Rounds that follow one another must not draw what those of the next seed do.
      await this.#round((seed ^ Math.imul(round, 0x9e37_79b1)) | 0, Math.min(ROUND, times - this.#played));
      if (this.#played < nextLook) continue;
      await this.#look();
      nextLook = this.#played + LOOK_EVERY;
    }
    await this.#look();
    return { played: this.#played, findings: [...this.#findings.values()] };
  }

  get #isOver(): boolean {
    return (
      this.#played >= this.#options.times ||
      performance.now() >= this.#end ||
      this.#findings.size >= MOST_KINDS
    );
  }

  async #round(seed: number, numRuns: number): Promise<void> {
    let smallest: Finding | undefined;
    let shrinks = 0;
    const holds = async (input: unknown): Promise<boolean> => {
      if (smallest === undefined) {
        if (this.#isOver) return true;
        this.#played += 1;
      } else if ((shrinks += 1) > MOST_SHRINKS) return true;
      const says = await this.#play(input);
      if (says === undefined || this.#findings.has(kindOf(says))) return true;
      // What is made smaller may go wrong in another way, which another input will show.
      if (smallest !== undefined && kindOf(says) !== kindOf(smallest.says)) return true;
      smallest = { target: this.#target, says, input };
      return false;
    };
    await fc.check(fc.asyncProperty(this.#open.inputs, holds), { seed, numRuns });
    if (smallest !== undefined) this.#keep(smallest);
  }

  async #play(input: unknown): Promise<string | undefined> {
    this.#options.watchdog?.tell({ target: this.#target, input });
    try {
      return await this.#open.play(input);
    } finally {
      this.#options.watchdog?.tell('ended');
    }
  }

  async #look(): Promise<void> {
    for (const says of (await this.#open.after?.()) ?? []) this.#keep({ target: this.#target, says });
  }

  #keep(finding: Finding): void {
    const kind = kindOf(finding.says);
    if (this.#findings.has(kind)) return;
    this.#findings.set(kind, finding);
    this.#options.found(finding);
  }
}
