/** How batches are made and looked after. */
export interface BatchPace {
  /** A batch is sent when nothing was added for so long, in milliseconds. */
  readonly gatherMs: number;
  /** A batch is sent at last so long after its first request, in milliseconds. */
  readonly gatherAtMostMs: number;
  /** Between two questions how a batch stands, in milliseconds. */
  readonly pollMs: number;
  /** A batch for which nobody has waited for so long is cancelled, in milliseconds. */
  readonly abandonMs: number;
  /** Whether the server has a batch is asked so long after the last sign of the process that sends it, in milliseconds. */
  readonly adoptMs: number;
  /** How long files with answers are kept at the server, in days. */
  readonly keepDays: number;
}

/** What a worker uses. */
export const BATCH_PACE: BatchPace = {
  gatherMs: 2000,
  gatherAtMostMs: 60_000,
  pollMs: 15_000,
  abandonMs: 120_000,
  adoptMs: 60_000,
  keepDays: 7,
};
