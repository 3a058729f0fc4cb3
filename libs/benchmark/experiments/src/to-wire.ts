import { dataVersionToWire } from '@rookery/benchmark-wire';
import { StepState, type Experiment } from '@rookery/shared-contracts';
import { jobStateToWire } from '@rookery/shared-jobs';
import type { ExperimentRecord } from './work/experiment-control.ts';

const STATES = { open: StepState.OPEN, done: StepState.DONE, failed: StepState.FAILED } as const;

export function experimentToWire({ progress, limits, ...record }: ExperimentRecord): Experiment {
  return {
    name: `experiments/${record.id}`,
    spec: { ...record.spec.spec, ...limits },
    state: jobStateToWire(record.state),
    stateReason: record.stateReason,
    steps: progress.steps.map(({ title, state, reason, resource, shared }) => ({
      title,
      state: STATES[state],
      reason,
      resource,
      shared,
    })),
    samplesTotal: progress.samplesTotal,
    samplesDone: progress.samplesDone,
    usage: progress.usage,
    simulated: record.spec.simulated,
    createTime: record.createdAt,
    endTime: record.endedAt,
    owner: record.owner,
    data: dataVersionToWire(record.spec.data),
  };
}
