import { describe, expect, it } from '@jest/globals';
import { resourcesFor } from './index.ts';

describe('resourcesFor', () => {
  const regions = (locale: string | undefined) => resourcesFor(locale).map(({ region }) => region);

  it('puts the country first and leaves nobody with nothing', () => {
    expect(regions('en-GB')).toEqual(['GB', '*', '*']);
    expect(regions('de_AT')).toEqual(['DE', '*', '*']);
    expect(regions(undefined)).toEqual(expect.arrayContaining(['US', 'GB', 'DE', '*']));
    expect(regions('xx')).toEqual(regions(undefined));
  });
});
