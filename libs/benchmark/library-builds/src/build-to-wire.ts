import type { LibraryBuild } from '@rookery/shared-contracts';
import { jobStateToWire } from '@rookery/shared-jobs';
import type { BuildRecord } from './build-record.ts';

export function buildToWire({ progress, limits, ...build }: BuildRecord): LibraryBuild {
  return {
    name: `libraryBuilds/${build.id}`,
    spec: { ...build.spec, ...limits },
    state: jobStateToWire(build.state),
    stateReason: build.stateReason,
    scenariosTotal: progress.scenariosTotal,
    scenariosDone: progress.scenariosDone,
    scenariosFailed: progress.scenariosFailed,
    usage: progress.usage,
    createTime: build.createdAt,
    endTime: build.endedAt,
    owner: build.owner,
    failedByReason: progress.failures.map(({ reason, scenarios, detail }) => ({ reason, scenarios, detail })),
  };
}
