import type { DataVersion, RunRecord } from '@rookery/benchmark-storage';
import type { MeasuredData, Run } from '@rookery/shared-contracts';
import { jobStateToWire } from '@rookery/shared-jobs';
import { settingsToWire } from './settings.ts';

const NAME_PREFIX = 'runs/';

/** The id in a run's resource name, whose shape the edge has checked. */
export function runId(name: string): string {
  return name.slice(NAME_PREFIX.length);
}

export function dataVersionToWire(data: DataVersion | undefined): MeasuredData | undefined {
  return data === undefined
    ? undefined
    : { ...data, dataSet: data.dataSet === '' ? '' : `dataSets/${data.dataSet}` };
}

export function runToWire(run: RunRecord): Run {
  const { progress } = run;
  return {
    name: `${NAME_PREFIX}${run.id}`,
    spec: settingsToWire(run.spec, run.limits),
    state: jobStateToWire(run.state),
    stateReason: run.stateReason,
    samplesTotal: progress.samplesTotal,
    samplesDone: progress.samplesDone,
    samplesUnscored: progress.samplesUnscored,
    samplesFailed: progress.samplesFailed,
    usage: progress.usage,
    simulated: progress.simulated,
    createTime: run.createdAt,
    startTime: run.startedAt,
    endTime: run.endedAt,
    owner: run.owner,
    data: dataVersionToWire(progress.data),
  };
}
