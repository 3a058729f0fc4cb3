import { chooseScenarios, type DataSetStore, type ScenarioStore } from '@rookery/benchmark-storage';
import { idsIn, LibraryBuildSpec, type PlannerServiceClient } from '@rookery/shared-contracts';
import { requestDigest, type Jobs } from '@rookery/shared-jobs';
import type { Caller } from '@rookery/shared-runtime';
import { domainFromWire } from '@rookery/shared-scenario';
import type { BuildProgress, BuildRecord } from './build-record.ts';
import { layScenarios } from './library-builds.ts';

export interface BuildControlParts {
  readonly dataSets: DataSetStore;
  readonly scenarios: ScenarioStore;
  readonly jobs: Jobs<LibraryBuildSpec, BuildProgress>;
  readonly planner: Pick<PlannerServiceClient, 'plan'>;
}

/** Makes builds; the list of a build's scenarios is fixed here. */
export class BuildControl {
  readonly #parts: BuildControlParts;

  constructor(parts: BuildControlParts) {
    this.#parts = parts;
  }

  /**
   * Stores a build and its scenarios, all of them on the library side of the split.
   *
   * @param requestId empty: every call makes a build
   * @param digest what tells the request from another one; that of its specification, limits included, where nobody says otherwise
   * @throws RookeryError as the contract says of CreateLibraryBuild
   */
  async create(
    caller: Caller,
    requestId: string,
    spec: LibraryBuildSpec,
    signal: AbortSignal,
    digest = requestDigest(LibraryBuildSpec.toJSON(spec)),
  ): Promise<BuildRecord> {
    const { jobs } = this.#parts;
    const { maxCalls, maxCostUsd, ...kept } = spec;
    const request = { owner: caller.name, requestId, digest };
    // A repeated call succeeds even when models have gone since.
    const earlier = await jobs.earlier(request);
    if (earlier !== undefined) return earlier;
    await this.#checkSearch(spec, signal);
    const chosen = await chooseScenarios(this.#parts, caller, choiceOf(spec), 'spec');
    return jobs.create(
      {
        ...request,
        asOperator: caller.operator,
        spec: { ...kept, maxCalls: undefined, maxCostUsd: undefined },
        limits: { maxCalls, maxCostUsd },
      },
      layScenarios(chosen.map(({ id }) => id)),
    );
  }

  /** Planner, parameters, models and library, as the planner sees them. */
  async #checkSearch({ options, library }: LibraryBuildSpec, signal: AbortSignal): Promise<void> {
    const checks = this.#parts.planner.plan({ options, library, validateOnly: true }, { signal });
    for await (const _ of checks);
  }
}

function choiceOf({
  dataSet,
  domains,
  limit,
  options,
}: LibraryBuildSpec): Parameters<typeof chooseScenarios>[2] {
  return {
    selection: {
      ...(dataSet === '' ? {} : { dataSet: idsIn(dataSet)[0] }),
      domains: domains.map((domain, index) => domainFromWire(`spec.domains[${index}]`, domain)),
      split: 'library',
    },
    limit,
    seed: options?.seed ?? 0,
  };
}
