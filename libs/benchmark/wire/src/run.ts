import type { RunRecord, RunState } from '@rookery/benchmark-storage';
import { JobState, type Run } from '@rookery/shared-contracts';
import { settingsToWire } from './settings.ts';
import { usageToWire } from './usage.ts';

const STATES: Readonly<Record<RunState, JobState>> = {
  pending: JobState.PENDING,
  running: JobState.RUNNING,
  succeeded: JobState.SUCCEEDED,
  failed: JobState.FAILED,
  cancelled: JobState.CANCELLED,
  stopped: JobState.STOPPED,
};

const NAME_PREFIX = 'runs/';

/** The id in a run's resource name, whose shape the edge has checked. */
export function runId(name: string): string {
  return name.slice(NAME_PREFIX.length);
}

export function runToWire(run: RunRecord): Run {
  return {
    name: `${NAME_PREFIX}${run.id}`,
    spec: settingsToWire(run.settings),
    state: STATES[run.state],
    stateReason: run.stateReason,
    samplesTotal: run.samplesTotal,
    samplesDone: run.samplesDone,
    samplesUnscored: run.samplesUnscored,
    samplesFailed: run.samplesFailed,
    usage: usageToWire(run.usage),
    simulated: run.simulated,
    createTime: run.createdAt,
    startTime: run.startedAt,
    endTime: run.endedAt,
  };
}
