import { describe, expect, it } from '@jest/globals';
import { dataSetNamedAfter } from './import.ts';

describe('dataSetNamedAfter', () => {
  it('makes a data set name that the contract allows', () => {
    expect(dataSetNamedAfter('/data/Personalized_Safety data (1).json')).toBe('personalized-safety-data-1');
  });

  it('refuses a name of which nothing is left', () => {
    expect(dataSetNamedAfter('/data/rows.jsonl.gz')).toBe('rows');
    expect(() => dataSetNamedAfter('日本.csv')).toThrow(/--data-set/);
  });
});
