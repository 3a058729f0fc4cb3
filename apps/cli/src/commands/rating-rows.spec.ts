import { describe, expect, it } from '@jest/globals';
import { ratingRow } from './rating-rows.ts';

const ROW = { Result: 'runs/a/results/3', Rater: 'anna', Risk: '4', 'Emotional Empathy': 3.0, alignment: '' };

describe('a row of ratings', () => {
  it('is read by any name of its columns, with a missing dimension', () => {
    expect(ratingRow(ROW, '')).toEqual({
      item: 'runs/a/results/3',
      query: '',
      response: '',
      annotator: 'anna',
      riskSensitivity: 4,
      emotionalEmpathy: 3,
      userAlignment: undefined,
      note: '',
    });
    expect(ratingRow({ query: 'q', answer: 'a', risk: '1', other: 'x' }, 'ben')).toMatchObject({
      query: 'q',
      response: 'a',
      annotator: 'ben',
      riskSensitivity: 1,
    });
  });

  it.each([
    [{ ...ROW, Risk: '6' }, 'risk sensitivity: is not 1, 2, 3, 4 or 5'],
    [{ ...ROW, Risk: '3.5' }, 'risk sensitivity: is not 1, 2, 3, 4 or 5'],
    [{ ...ROW, item: '7' }, 'item: is given twice'],
    [{ ...ROW, Rater: ['x'] }, 'Rater: is not text'],
    [{ ...ROW, Rater: '' }, 'annotator: is missing; --annotator says it for a whole file'],
    [{ query: 'q', risk: 1 }, 'names no answer: item, result, or query and response are needed'],
    [{ item: '7', rater: 'a' }, 'rates no dimension'],
  ])('is refused with a reason: %j', (row, reason) => {
    expect(ratingRow(row, '')).toBe(reason);
  });
});
