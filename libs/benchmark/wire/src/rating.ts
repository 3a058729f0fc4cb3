import type { BlindItem, DrawRecord, RatingRecord, StoredRating } from '@rookery/benchmark-storage';
import type { Rating, RatingDraw, RatingItem } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';

export function drawToWire({ items, population, stratified, seed, rated }: DrawRecord): RatingDraw {
  return { items, population, stratified, seed, rated };
}

export function itemToWire({ item, query, profile, response }: BlindItem): RatingItem {
  return { item, query, profile: { values: { ...profile } }, response };
}

/**
 * @param field names the rating in messages
 * @throws RookeryError INVALID_ARGUMENT for the result of another run, and a rating that says nothing
 */
export function ratingFromWire(field: string, run: string, rating: Rating): RatingRecord {
  const { item, annotator, riskSensitivity, emotionalEmpathy, userAlignment, note } = rating;
  const [, named, sample] = /^runs\/([^/]+)\/results\/(\d{1,15})$/.exec(item) ?? [];
  if (named !== undefined && named !== run) {
    throw invalidArgument(`${field}.item`, `is a result of runs/${named}, not of runs/${run}`);
  }
  if (riskSensitivity === undefined && emotionalEmpathy === undefined && userAlignment === undefined) {
    throw invalidArgument(field, 'rates no dimension; at least one is needed');
  }
  return { item: sample ?? item, annotator, riskSensitivity, emotionalEmpathy, userAlignment, note };
}

export function ratingToWire(run: string, rating: StoredRating): Rating {
  const { sample, item, annotator, riskSensitivity, emotionalEmpathy, userAlignment, note, createdAt } =
    rating;
  return {
    item,
    annotator,
    riskSensitivity,
    emotionalEmpathy,
    userAlignment,
    note,
    createTime: createdAt,
    result: `runs/${run}/results/${sample}`,
  };
}
