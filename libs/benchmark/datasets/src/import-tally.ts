import type { Scenario } from '@rookery/shared-scenario';
import type { RowRejection } from '@rookery/shared-scenario-rows';

/** Rejections that a summary shows; the rest are counted. */
export const SHOWN_REJECTIONS = 100;

/** What became of the rows of an import. */
export interface ImportSummary {
  /** Rows read: accepted, duplicates and rejected together. */
  readonly rows: number;
  /** Scenarios that are new in the data set. */
  readonly accepted: number;
  /** Rows whose scenario was there already, earlier in this file or before it. */
  readonly duplicates: number;
  readonly rejected: number;
  /** Accepted or duplicate rows whose domain could not be told. */
  readonly domainUnknown: number;
  /** Answers that are new in the data set. */
  readonly answers: number;
  /** The first SHOWN_REJECTIONS rejections in the order in which they came. */
  readonly rejections: readonly RowRejection[];
}

/** Counts an import as it goes, in constant memory. */
export class ImportTally {
  #accepted = 0;
  #duplicates = 0;
  #rejected = 0;
  #domainUnknown = 0;
  #answers = 0;
  readonly #rejections: RowRejection[] = [];

  /** A row became a scenario; `isNew` tells whether the data set did not have it yet. */
  taken(scenario: Scenario, isNew: boolean): void {
    if (isNew) this.#accepted++;
    else this.#duplicates++;
    if (scenario.domain === 'unknown') this.#domainUnknown++;
  }

  /** So many answers are new in the data set. */
  answered(answers: number): void {
    this.#answers += answers;
  }

  /** A row was not taken: it could not be read, or says no scenario. */
  rejected(rejection: RowRejection): void {
    this.#rejected++;
    if (this.#rejections.length < SHOWN_REJECTIONS) this.#rejections.push(rejection);
  }

  summary(): ImportSummary {
    return {
      rows: this.#accepted + this.#duplicates + this.#rejected,
      accepted: this.#accepted,
      duplicates: this.#duplicates,
      rejected: this.#rejected,
      domainUnknown: this.#domainUnknown,
      answers: this.#answers,
      rejections: [...this.#rejections],
    };
  }
}
