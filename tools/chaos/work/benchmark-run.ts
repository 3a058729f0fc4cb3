import { importOwnScenarios, OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import type { Rookery } from '@rookery/shared-client';
import { JobState, Status, type Run } from '@rookery/shared-contracts';
import { eventually, patiently } from '@rookery/shared-platform-processes';
import { MODEL } from '../stage/upstream.ts';

export const DATA_SET = 'dataSets/chaos';
export const CONCURRENCY = 16;
const STATUSES = [Status.VANILLA, Status.CONTEXT_RICH, Status.AGENT];

/** A run of the scenarios that ship, to be disturbed. */
export class BenchmarkRun {
  readonly samples: number;
  readonly name: string;
  readonly #rookery: Rookery;
  readonly #dataSet: string;

  private constructor(rookery: Rookery, name: string, samples: number, dataSet: string) {
    this.#rookery = rookery;
    this.name = name;
    this.samples = samples;
    this.#dataSet = dataSet;
  }

  get id(): string {
    return this.name.replace('runs/', '');
  }

  /**
   * @param requestId of the run: under the same it is the same run
   * @param mark what each of its queries begins with, by which its questions are told from those of others
   */
  static async begin(
    rookery: Rookery,
    repetitions: number,
    { requestId = 'chaos', mark = '' } = {},
  ): Promise<BenchmarkRun> {
    const dataSet = mark === '' ? DATA_SET : `${DATA_SET}-${requestId}`;
    await patiently('the scenarios are imported', () => importOwnScenarios(rookery.scenarios, dataSet, mark));
    const { run } = await patiently('a run is made', () =>
      rookery.runs.createRun({
        requestId,
        spec: {
          filter: { dataSet },
          models: [MODEL],
          statuses: STATUSES,
          repetitions,
          judgeModel: MODEL,
          concurrency: CONCURRENCY,
        },
      }),
    );
    const samples = OWN_SCENARIOS.length * STATUSES.length * repetitions;
    return new BenchmarkRun(rookery, run?.name ?? '', samples, dataSet);
  }

  /** Of its scenarios, by their ids. The database alone may hold them encrypted. */
  async queries(): Promise<ReadonlyMap<string, string>> {
    const { scenarios } = await patiently('the scenarios are seen', () =>
      this.#rookery.scenarios.listScenarios({ filter: { dataSet: this.#dataSet }, pageSize: 1000 }),
    );
    return new Map(scenarios.map(({ name, query }) => [name.replace('scenarios/', ''), query]));
  }

  async seen(): Promise<Run> {
    const { run } = await patiently('the run is seen', () => this.#rookery.runs.getRun({ name: this.name }));
    if (run === undefined) throw new TypeError('there is a run');
    return run;
  }

  /** Waits until so many samples are done, or the run has ended. */
  async reaches(share: number): Promise<void> {
    await eventually(`${Math.round(share * 100)}% of the run`, async () => {
      const { samplesDone, state } = await this.seen();
      return samplesDone >= share * this.samples || isOver(state);
    });
  }

  async end(): Promise<Run> {
    await eventually('the end of the run', async () => isOver((await this.seen()).state));
    return this.seen();
  }
}

const isOver = (state: JobState): boolean => state !== JobState.PENDING && state !== JobState.RUNNING;
