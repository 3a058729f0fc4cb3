import type { Rookery } from '@rookery/shared-client';
import { InferenceServiceDefinition, Purpose, Role } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import { Metadata } from 'nice-grpc';
import { MODEL } from '../stage/upstream.ts';

/** An outage is said as what it is; INTERNAL and UNKNOWN say that we do not know. */
const TRUE_STATUSES = ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED', 'ABORTED'];
/** What it says to a model, by which its questions are told from those of a run. */
export const ITS_WORDS = 'Are you there?';
const TIMEOUT_MS = 10_000;
/** Beyond its deadline a call is late; what a busy machine adds. */
const LATE_MS = 15_000;

/** Makes calls of several services all the time, each once, and notes how they end. */
export class WatchingCaller implements AsyncDisposable {
  readonly ends = new Map<string, number>();
  /** Of calls that were answered, in milliseconds, since it was last emptied. */
  readonly answeredMs: number[] = [];
  readonly wrong: string[] = [];
  readonly #calls: Promise<void>[];
  #going = true;

  constructor(rookery: Rookery) {
    const inference = rookery.service(InferenceServiceDefinition);
    const options = { timeoutMs: TIMEOUT_MS };
    this.#calls = [
      this.#repeat('ListRuns', () => rookery.runs.listRuns({}, options)),
      this.#repeat('ListModels', () => inference.listModels({}, options)),
      this.#repeat('ListLibraries', () => rookery.libraries.listLibraries({}, options)),
      this.#repeat('Generate', () =>
        inference.generate(
          {
            model: MODEL,
            purpose: Purpose.ANSWER,
            messages: [{ role: Role.USER, content: ITS_WORDS }],
          },
          { ...options, metadata: Metadata({ 'rookery-model': MODEL }) },
        ),
      ),
    ];
  }

  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#calls);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #repeat(name: string, call: () => Promise<unknown>): Promise<void> {
    while (this.#going) {
      const began = performance.now();
      const end = await call().then(
        () => ({ code: 'OK', message: '' }),
        (caught: unknown) => asRookeryError(caught),
      );
      const took = performance.now() - began;
      if (end.code === 'OK') this.answeredMs.push(took);
      const kind = `${name} ${end.code}`;
      this.ends.set(kind, (this.ends.get(kind) ?? 0) + 1);
      if (end.code !== 'OK' && !TRUE_STATUSES.includes(end.code)) this.wrong.push(`${kind}: ${end.message}`);
      if (took > TIMEOUT_MS + LATE_MS) this.wrong.push(`${kind} after ${Math.round(took)} ms`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
