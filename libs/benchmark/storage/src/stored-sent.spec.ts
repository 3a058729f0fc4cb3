import { describe, expect, it } from '@jest/globals';
import { SentSettings, Structure } from '@rookery/shared-contracts';
import { STORED_SENT } from './stored-sent.ts';

/** One stored example of each version. */
const STORED: Readonly<Record<number, object>> = {
  1: {
    version: 1,
    temperature: 0.7,
    maxOutputTokens: 2048,
    structure: 'STRUCTURE_WORDS',
    systemInUser: true,
  },
};

describe('what was sent, as it is stored', () => {
  it('is read in each of its versions', () => {
    expect(Object.keys(STORED).map(Number).at(-1)).toBe(STORED_SENT.version);
    for (const stored of Object.values(STORED)) {
      expect(STORED_SENT.read(stored, 'runs/1')).toEqual(
        SentSettings.fromPartial({
          temperature: 0.7,
          maxOutputTokens: 2048,
          structure: Structure.WORDS,
          systemInUser: true,
        }),
      );
    }
  });

  it('is read as it was written, zeros and what was left out included', () => {
    const sent = SentSettings.fromPartial({ temperature: 0, seed: 4_294_967_295 });
    expect(STORED_SENT.read(JSON.parse(STORED_SENT.write(sent)), 'runs/1')).toEqual(sent);
  });
});
