import { describe, expect, it } from '@jest/globals';
import { featuresOf, scoreOf } from './classifier.ts';
import { TRAINED_CLASSIFIER } from './trained-classifier.ts';

const PIECE = { weights: [1, 2], bias: -1 };

describe('featuresOf', () => {
  it('tells of the whole, of the gravest sentences, of all, and of their number', () => {
    const vectors = [
      [1, 1],
      [0, 1],
      [3, 0],
      [0, 0],
      [1, 0],
    ];
    expect(featuresOf(vectors, PIECE)).toEqual([2, 2, 1, 0.5, Math.log(4)]);
  });

  it('takes a single sentence for the whole', () => {
    expect(featuresOf([[1, 1]], PIECE)).toEqual([2, 2, 2, 2, 0]);
  });
});

describe('the trained classifier', () => {
  it('is of the form that scores are made with', () => {
    expect(TRAINED_CLASSIFIER.piece.weights).toHaveLength(384);
    expect(TRAINED_CLASSIFIER.message.weights).toHaveLength(5);
    expect(scoreOf([new Float32Array(384)], TRAINED_CLASSIFIER)).not.toBeNaN();
  });
});
