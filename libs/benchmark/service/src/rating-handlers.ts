import { agreementReportOf } from '@rookery/benchmark-reports';
import type { RunSettings } from '@rookery/benchmark-samples';
import type { RatingRecord, RatingStore, RunProgress, StoredRating } from '@rookery/benchmark-storage';
import { drawToWire, itemToWire, ratingFromWire, ratingToWire } from '@rookery/benchmark-wire';
import { idsIn, type RatingServiceImplementation } from '@rookery/shared-contracts';
import { readerOf } from '@rookery/shared-database';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { isFinal, type Jobs } from '@rookery/shared-jobs';
import { callContext } from '@rookery/shared-runtime';

export interface RatingHandlerParts {
  readonly runJobs: Jobs<RunSettings, RunProgress>;
  readonly ratings: RatingStore;
}

/** The handlers of RatingService: unpack, call, pack. Whoever may read a run may rate it. */
export function ratingHandlers({ runJobs, ratings }: RatingHandlerParts): RatingServiceImplementation {
  const runOf = (name: string) => runJobs.get(readerOf(callContext().caller), idsIn(name)[0]);
  return {
    async drawRatingItems({ parent, ...settings }) {
      const { id, state } = await runOf(parent);
      if (!isFinal(state)) {
        throw new RookeryError('FAILED_PRECONDITION', `parent: ${parent} is at work; wait for its end`);
      }
      return { draw: drawToWire(await ratings.draw(id, settings)) };
    },

    async listRatingItems({ parent, unratedBy, ...page }) {
      const { id } = await runOf(parent);
      const [{ items, nextPageToken }, draw] = await Promise.all([
        ratings.items(id, unratedBy, page),
        ratings.drawOf(id),
      ]);
      return {
        items: items.map(itemToWire),
        nextPageToken,
        draw: draw === undefined ? undefined : drawToWire(draw),
      };
    },

    async putRatings({ parent, ratings: given }) {
      const { id } = await runOf(parent);
      const records = given.map((rating, index) => ratingFromWire(`ratings[${index}]`, id, rating));
      refuseDoubles(records);
      const added = await ratings.put(id, records);
      return { added, replaced: records.length - added };
    },

    async listRatings({ parent, ...page }) {
      const { id } = await runOf(parent);
      const { items, nextPageToken } = await ratings.list(id, page);
      return { ratings: items.map((rating: StoredRating) => ratingToWire(id, rating)), nextPageToken };
    },

    async deleteRatings({ parent, annotator }) {
      const { id } = await runOf(parent);
      return { erased: await ratings.delete(id, annotator) };
    },

    async getAgreement({ name, calibration }) {
      return { report: await agreementReportOf(ratings, await runOf(name), calibration) };
    },
  };
}

function refuseDoubles(records: readonly RatingRecord[]): void {
  const seen = new Map<string, number>();
  for (const [index, { item, annotator }] of records.entries()) {
    const key = JSON.stringify([item, annotator]);
    const first = seen.get(key);
    if (first !== undefined) {
      throw invalidArgument(
        `ratings[${index}]`,
        `rates ${item} by ${annotator}, which [${first}] does already`,
      );
    }
    seen.set(key, index);
  }
}
