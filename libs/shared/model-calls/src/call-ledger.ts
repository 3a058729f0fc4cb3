import { addUsage, NO_USAGE, type Usage } from '@rookery/shared-contracts';

/** What a ledger holds, as plain data. */
export interface LedgerRecord {
  readonly usage: Usage;
  readonly simulated: boolean;
  /** `name@version`, in alphabetical order. */
  readonly promptVersions: readonly string[];
}

/** What the calls of one search or conversation took, and what they were made with. */
export class CallLedger {
  #usage: Usage;
  #simulated: boolean;
  readonly #promptVersions: Set<string>;

  /** @param earlier what was entered before, when work is taken up again */
  constructor(earlier?: LedgerRecord) {
    this.#usage = earlier?.usage ?? NO_USAGE;
    this.#simulated = earlier?.simulated ?? false;
    this.#promptVersions = new Set(earlier?.promptVersions);
  }

  /** Adds a finished call. A call that failed or was cancelled tells no usage and is not counted. */
  add(call: { usage: Usage | undefined; simulated: boolean; promptVersion: string }): void {
    this.#promptVersions.add(call.promptVersion);
    this.#simulated ||= call.simulated;
    this.#usage = addUsage(this.#usage, call.usage);
  }

  /** What was entered so far. */
  get record(): LedgerRecord {
    return { usage: this.usage, simulated: this.simulated, promptVersions: this.promptVersions };
  }

  get usage(): Usage {
    return this.#usage;
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
