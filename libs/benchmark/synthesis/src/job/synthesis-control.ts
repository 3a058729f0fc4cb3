import type { Contents, DataSetStore } from '@rookery/benchmark-storage';
import { Capability, idsIn, SynthesisSpec, type Model } from '@rookery/shared-contracts';
import { requestDigest, type Jobs } from '@rookery/shared-jobs';
import { checkNamedModels, type Inference } from '@rookery/shared-routing';
import type { Caller } from '@rookery/shared-runtime';
import { layPeople } from './lay-people.ts';
import { samplePeople } from './sample-people.ts';
import type { SynthesisProgress, SynthesisRecord } from './synthesis-record.ts';

export interface SynthesisControlParts {
  readonly dataSets: DataSetStore;
  readonly contents: Contents;
  readonly jobs: Jobs<SynthesisSpec, SynthesisProgress>;
  readonly inference: Pick<Inference, 'models'>;
}

/** Makes syntheses: the people are sampled here, so that a job says from its beginning whom it is about. */
export class SynthesisControl {
  readonly #parts: SynthesisControlParts;

  constructor(parts: SynthesisControlParts) {
    this.#parts = parts;
  }

  /**
   * Stores a synthesis with its people.
   *
   * @param requestId empty: every call makes one
   * @throws RookeryError as the contract says of CreateSynthesis
   */
  async create(
    caller: Caller,
    requestId: string,
    spec: SynthesisSpec,
    signal: AbortSignal,
  ): Promise<SynthesisRecord> {
    const { jobs, dataSets, inference, contents } = this.#parts;
    const { maxCalls, maxCostUsd, ...kept } = spec;
    const request = { owner: caller.name, requestId, digest: requestDigest(SynthesisSpec.toJSON(spec)) };
    // A repeated call succeeds even when models have gone since.
    const earlier = await jobs.earlier(request);
    if (earlier !== undefined) return earlier;
    const people = samplePeople(spec);
    const models = await inference.models({ signal });
    checkNamedModels(models, Capability.GENERATE, [['spec.model', spec.model]]);
    const embedder = spec.embedder === '' ? embedderAmong(models) : spec.embedder;
    checkNamedModels(models, Capability.EMBED, [['spec.embedder', embedder]]);
    const dataSet = await dataSets.open(caller.name, idsIn(spec.dataSet)[0]);
    return jobs.create(
      {
        ...request,
        asOperator: caller.operator,
        spec: { ...kept, embedder, maxCalls: undefined, maxCostUsd: undefined },
        limits: { maxCalls, maxCostUsd },
      },
      layPeople(dataSet, people, contents),
    );
  }
}

/** The trained one where there is one. */
function embedderAmong(models: readonly Model[]): string {
  const able = models.filter(({ capabilities }) => capabilities.includes(Capability.EMBED));
  return (able.find(({ simulated }) => !simulated) ?? able[0])?.id ?? '';
}
