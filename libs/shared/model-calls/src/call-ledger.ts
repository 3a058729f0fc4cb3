import { addUsage, AnswerState, NO_USAGE, type Usage } from '@rookery/shared-contracts';

/** What a ledger holds, as plain data. */
export interface LedgerRecord {
  readonly usage: Usage;
  readonly simulated: boolean;
  /** `name@version`, in alphabetical order. */
  readonly promptVersions: readonly string[];
}

/** A call that was answered. */
interface FinishedCall {
  readonly usage: Usage | undefined;
  readonly simulated: boolean;
  readonly promptVersion: string;
  /** Not set: no text of a model. */
  readonly answer?: AnswerState;
}

/** What the calls of one search or conversation took, and what they were made with. */
export class CallLedger {
  #usage: Usage;
  #simulated: boolean;
  #cut = 0;
  readonly #promptVersions: Set<string>;

  /** @param earlier what was entered before, when work is taken up again */
  constructor(earlier?: LedgerRecord) {
    this.#usage = earlier?.usage ?? NO_USAGE;
    this.#simulated = earlier?.simulated ?? false;
    this.#promptVersions = new Set(earlier?.promptVersions);
  }

  /** Adds a finished call. */
  add(call: FinishedCall): void {
    this.#promptVersions.add(call.promptVersion);
    this.#simulated ||= call.simulated;
    if (call.answer === AnswerState.CUT) this.#cut += 1;
    this.#usage = addUsage(this.#usage, call.usage);
  }

  /** Adds what was taken for nothing: by a call that failed, as its error tells. */
  spend(usage: Usage | undefined): void {
    this.#usage = addUsage(this.#usage, usage);
  }

  /** What was entered so far. */
  get record(): LedgerRecord {
    return { usage: this.usage, simulated: this.simulated, promptVersions: this.promptVersions };
  }

  /** With what failed calls took. */
  get usage(): Usage {
    return this.#usage;
  }

  /** Answers that ran into their limit of tokens and were passed on as they are, since this ledger was opened. */
  get cut(): number {
    return this.#cut;
  }

  /** True when any of the models was a simulation. */
  get simulated(): boolean {
    return this.#simulated;
  }

  /** `name@version`, in alphabetical order. */
  get promptVersions(): string[] {
    return [...this.#promptVersions].sort();
  }
}
