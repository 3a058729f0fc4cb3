import type { Erasure } from '@rookery/shared-contracts';
import { jobStateToWire } from '@rookery/shared-jobs';
import type { ErasureRecord } from './person-control.ts';

export function erasureToWire({
  id,
  owner,
  state,
  stateReason,
  createdAt,
  endedAt,
  progress,
}: ErasureRecord): Erasure {
  return {
    name: `erasures/${id}`,
    owner,
    state: jobStateToWire(state),
    stateReason,
    createTime: createdAt,
    endTime: endedAt,
    places: progress.places.map((place) => ({ ...place })),
    keysDestroyed: progress.keysDestroyed,
  };
}
