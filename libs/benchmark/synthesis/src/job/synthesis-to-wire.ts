import type { Synthesis } from '@rookery/shared-contracts';
import { jobStateToWire } from '@rookery/shared-jobs';
import type { SynthesisRecord } from './synthesis-record.ts';

export function synthesisToWire({ progress, limits, ...job }: SynthesisRecord): Synthesis {
  return {
    name: `syntheses/${job.id}`,
    spec: { ...job.spec, ...limits },
    state: jobStateToWire(job.state),
    stateReason: job.stateReason,
    profilesTotal: progress.profilesTotal,
    profilesDone: progress.profilesDone,
    profilesFailed: progress.profilesFailed,
    queriesKept: progress.queriesKept,
    dropped: progress.dropped.map((one) => ({ ...one })),
    failedByReason: progress.failures.map((one) => ({ ...one })),
    usage: progress.usage,
    simulated: progress.simulated,
    createTime: job.createdAt,
    endTime: job.endedAt,
    owner: job.owner,
    madeWith: [...progress.madeWith],
  };
}
