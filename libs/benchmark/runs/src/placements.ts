import { persist } from '@rookery/benchmark-patience';
import { STORED_PLACEMENT, type ResultWriter } from '@rookery/benchmark-storage';
import type { Verdict } from '@rookery/shared-contracts';
import type { Inference } from '@rookery/shared-routing';

/**
 * Notes with a run what its models were and where they ran, each placement once. By the version that comes with an answer it looks for
 * the placement among the workers that there are; of a worker that has left meanwhile nothing can be noted, and the report says so.
 */
export class Placements {
  readonly #inference: Pick<Inference, 'models'>;
  readonly #writer: Pick<ResultWriter, 'fact'>;
  readonly #noted = new Set<string>();

  constructor(inference: Pick<Inference, 'models'>, writer: Pick<ResultWriter, 'fact'>) {
    this.#inference = inference;
    this.#writer = writer;
  }

  /** @param version of the placement; empty or undefined: nothing is known of it */
  async note(run: string, model: string, version: string | undefined, signal: AbortSignal): Promise<void> {
    const key = JSON.stringify([run, model, version]);
    if (version === undefined || version === '' || this.#noted.has(key)) return;
    const models = await this.#inference.models({ signal });
    // All workers that do not differ in it, so that the report can name them.
    const placements = (models.find(({ id }) => id === model)?.placements ?? []).filter(
      (placement) => placement.version === version,
    );
    for (const placement of placements) {
      const value = STORED_PLACEMENT.write({ model, placement });
      await persist(() => this.#writer.fact(run, { kind: 'placement', value }), signal);
    }
    if (placements.length > 0) this.#noted.add(key);
  }

  /** Of all judges that a verdict is made of. */
  async noteJudges(run: string, verdict: Verdict, signal: AbortSignal): Promise<void> {
    for (const { judgeModel, sampling } of [verdict, ...verdict.members]) {
      await this.note(run, judgeModel, sampling?.placement, signal);
    }
  }
}
