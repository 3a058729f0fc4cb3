import * as wire from '@rookery/shared-contracts';
import type { JobState } from './job.ts';

const STATES: Readonly<Record<JobState, wire.JobState>> = {
  pending: wire.JobState.PENDING,
  running: wire.JobState.RUNNING,
  succeeded: wire.JobState.SUCCEEDED,
  incomplete: wire.JobState.INCOMPLETE,
  failed: wire.JobState.FAILED,
  cancelled: wire.JobState.CANCELLED,
  stopped: wire.JobState.STOPPED,
};

export function jobStateToWire(state: JobState): wire.JobState {
  return STATES[state];
}
