import { lettersOf } from '@rookery/benchmark-statistics';
import type { LeaderboardPlace, ReportRow } from '@rookery/shared-contracts';
import { statusToWire } from '@rookery/shared-scenario';
import type { Treatments } from '@rookery/benchmark-samples';
import type { PairedTest } from './paired-tests.ts';
import type { RankOf } from './rank-intervals.ts';

/** A corrected p value below this means that two models differ. */
const LEVEL = 0.05;

/**
 * Models of each status by their mean, with letters that say what cannot be told apart. A status of one model has no
 * leaderboard. A pair that could not be tested was not told apart.
 */
export function leaderboard(
  { models, statuses }: Treatments,
  rows: readonly ReportRow[],
  tests: readonly PairedTest[],
  rankOf: RankOf,
): LeaderboardPlace[] {
  if (models.length < 2) return [];
  const differing = new Set(
    tests
      .filter(({ corrected }) => corrected !== undefined && corrected < LEVEL)
      .map(({ comparison: { from, to } }) => keyOf(to.status, from.model, to.model)),
  );
  return statuses.flatMap((status) => {
    const placed = rows
      .filter((row) => row.status === statusToWire(status) && row.mean !== undefined)
      .sort((a, b) => (b.mean?.value ?? 0) - (a.mean?.value ?? 0));
    const model = (place: number): string => placed[place]?.model ?? '';
    const compared = tests.some(({ comparison }) => comparison.to.status === status);
    const letters = compared
      ? lettersOf(placed.length, (i, j) => differing.has(keyOf(status, model(i), model(j))))
      : undefined;
    return placed.map((row, place) => ({
      status: row.status,
      model: row.model,
      mean: row.mean,
      groups: letters?.[place] ?? [],
      bestRank: rankOf({ model: row.model, status })?.low,
      worstRank: rankOf({ model: row.model, status })?.high,
    }));
  });
}

function keyOf(status: string, one: string, other: string): string {
  return JSON.stringify([status, ...[one, other].sort()]);
}
