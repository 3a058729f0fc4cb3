import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  FEWEST_CLUSTERS,
  FEWEST_FOR_T,
  FEWEST_LABELS,
  MOST_RESAMPLED,
  STANDARD_RESAMPLING,
} from '@rookery/benchmark-statistics';
import { MOST_COMPARED_MODELS } from '@rookery/benchmark-samples';
import { RANK_RESAMPLING } from './rank-intervals.ts';

const page = readFileSync(new URL('../../../../docs/statistics.md', import.meta.url), 'utf8').replace(
  /\s+/g,
  ' ',
);
const contract = readFileSync(
  new URL('../../../../proto/rookery/benchmark/v1/report.proto', import.meta.url),
  'utf8',
).replace(/\s+(\/\/ )?/g, ' ');

const english = (number: number): string => number.toLocaleString('en');

describe('the page on statistics', () => {
  it.each([
    `under ${FEWEST_FOR_T} effective people`,
    `${english(STANDARD_RESAMPLING.replicates)} resamples`,
    `under ${FEWEST_CLUSTERS} people: a sentence instead`,
    `Above ${english(MOST_RESAMPLED)} uneven people the t interval is used`,
    `With more than ${MOST_COMPARED_MODELS} models none are compared`,
    `ranks that hold 95% of ${english(RANK_RESAMPLING.replicates)} resamples of people`,
    `From ${FEWEST_LABELS} labels of ${FEWEST_CLUSTERS} people on`,
  ])('says what the code does: %s', (words) => {
    expect(page).toContain(words);
  });

  it('and so does the contract', () => {
    expect(contract).toContain(`none where the run has more than ${MOST_COMPARED_MODELS} models`);
    expect(contract).toContain(`95% of ${english(RANK_RESAMPLING.replicates)} bootstraps of people`);
    expect(contract).toContain(
      `fewer than ${FEWEST_FOR_T} people, with more than ${MOST_COMPARED_MODELS} models`,
    );
  });
});
