import type { Answer, Question } from '@rookery/shared-planner-wasm';
import type { AttributeNames } from './attribute-names.ts';
import type { BackendStream } from './backend-stream.ts';
import { plannerFailure } from './planner-failure.ts';
import type { PlannerPath, PlannerSearch } from './planner-search.ts';
import { pathFromWire, questionFromWire, resultToWire } from './search-messages.ts';

/** Most questions of one `ask`, by the contract. */
const MOST_QUESTIONS = 4096;

/** A search that runs behind a PlannerBackendService. It only translates; GuardedSearch judges and times it. */
export class RemoteSearch implements PlannerSearch {
  readonly #planner: string;
  readonly #stream: BackendStream;
  readonly #names: AttributeNames;
  #open = 0;
  #noneLeft = false;

  /** @param stream one whose `start` was answered */
  constructor(planner: string, stream: BackendStream, names: AttributeNames) {
    this.#planner = planner;
    this.#stream = stream;
    this.#names = names;
  }

  async ask(max: number): Promise<readonly Question[]> {
    if (this.#noneLeft) return [];
    const reply = await this.#stream.exchange({
      $case: 'ask',
      value: { max: Math.min(max, MOST_QUESTIONS) },
    });
    if (reply.$case === 'noneLeft') {
      this.#noneLeft = true;
      return [];
    }
    if (reply.$case !== 'questions') throw this.#wrongKind('ask', reply.$case);
    const questions = reply.value.questions.map((question) =>
      questionFromWire(question, this.#names, this.#planner),
    );
    this.#open += questions.length;
    if (this.#open === 0) {
      throw this.#failure('asked nothing while no question was open, and did not say none_left');
    }
    return questions;
  }

  tell(answers: readonly Answer[]): void {
    if (answers.length === 0) return;
    this.#open -= answers.length;
    this.#stream.post({ $case: 'tell', value: { results: answers.map(resultToWire) } });
  }

  async bestPath(): Promise<PlannerPath> {
    const reply = await this.#stream.exchange({ $case: 'bestPath', value: {} });
    if (reply.$case !== 'path') throw this.#wrongKind('best_path', reply.$case);
    return pathFromWire(reply.value, this.#names);
  }

  close(): void {
    void this.#stream.leave();
  }

  /** Like `close`, and says whether the backend ended the stream by itself, in time and with OK. */
  leave(): Promise<boolean> {
    return this.#stream.leave();
  }

  /** Cancels the stream, as when a caller goes away. */
  cancel(): void {
    this.#stream.cancel();
  }

  #wrongKind(asked: string, given: string): Error {
    return this.#failure(`answered ${asked} with ${given}`);
  }

  #failure(what: string): Error {
    return plannerFailure(this.#planner, 'INTERNAL', what);
  }
}
