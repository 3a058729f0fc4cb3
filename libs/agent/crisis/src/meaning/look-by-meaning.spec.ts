import { describe, expect, it } from '@jest/globals';
import type { Embedder } from '@rookery/shared-embedding';
import { screen } from '../screen.ts';
import type { Classifier } from './classifier.ts';
import { openLookByMeaning } from './look-by-meaning.ts';

const { signal } = new AbortController();
const CLASSIFIER: Classifier = {
  version: 1,
  embedder: 'two-numbers',
  piece: { weights: [1, 0], bias: 0 },
  message: { weights: [0, 1, 0, 0, 0], bias: 0 },
  threshold: 0.5,
};
/** Sounds like danger to the classifier, and says nothing that a phrase would find. */
const GRAVE = 'I have put my papers on the kitchen table for them.';
const PLAIN = 'I have put the kettle on for them.';

function embedderOf(embed: Embedder['embed']): Embedder {
  return { name: 'two-numbers', dimensions: 2, embed, close: async () => undefined };
}

const byPapers = embedderOf(async (texts) =>
  texts.map((text) => Float32Array.of(text.includes('papers') ? 1 : 0, 1)),
);

function opened(embedder: Embedder, longestWaitMs = 60_000) {
  const said: string[] = [];
  const log = {
    info: (_: object, message: string) => void said.push(message),
    warn: (_: object, message: string) => void said.push(message),
  };
  const look = openLookByMeaning(embedder, log, { classifier: CLASSIFIER, longestWaitMs });
  return { said, look: (text: string, call = signal) => look(screen(text), text, call) };
}

describe('a look by meaning', () => {
  it('raises to a concern what no phrase found', async () => {
    const { look, said } = opened(byPapers);
    expect(await look(GRAVE)).toEqual({ level: 'concern', matches: ['en-meaning'] });
    expect(await look(PLAIN)).toEqual({ level: 'none', matches: [] });
    expect(said).toEqual(['messages are screened for danger by phrases and by meaning']);
  });

  it('finds one sentence among others', async () => {
    const post = `${PLAIN} ${PLAIN} ${GRAVE} ${PLAIN}`;
    expect(await opened(byPapers).look(post)).toMatchObject({ level: 'concern' });
  });

  it('changes nothing of what phrases found, and asks nobody about it', async () => {
    const { look } = opened(embedderOf(() => Promise.reject(new Error('was asked'))));
    expect(await look('I want to die')).toEqual({ level: 'crisis', matches: ['en-want-to-die'] });
    expect(await look('there is no point in living')).toMatchObject({ level: 'concern' });
  });

  it('does not judge what it has not learned to read', async () => {
    const { look } = opened(embedderOf(() => Promise.reject(new Error('was asked'))));
    expect(await look('He dejado los papeles sobre la mesa')).toEqual({ level: 'none', matches: [] });
    expect(await look('')).toEqual({ level: 'none', matches: [] });
  });

  it('leaves it at the phrases when the embedder fails, or says nothing', async () => {
    const failing = opened(embedderOf(() => Promise.reject(new Error('its thread ended'))));
    expect(await failing.look(GRAVE)).toEqual({ level: 'none', matches: [] });
    const hanging = opened(
      embedderOf(() => new Promise<never>(() => undefined)),
      10,
    );
    expect(await hanging.look(GRAVE)).toEqual({ level: 'none', matches: [] });
    for (const { said } of [failing, hanging]) expect(said[1]).toMatch('the phrases looked alone');
  });

  it('ends with its caller', async () => {
    const leaving = new AbortController();
    const looking = opened(embedderOf(() => new Promise<never>(() => undefined))).look(GRAVE, leaving.signal);
    leaving.abort(new Error('gone'));
    await expect(looking).rejects.toThrow('gone');
  });

  it('says that phrases are alone where the embedder is another', async () => {
    const { look, said } = opened({ ...byPapers, name: 'lexical' });
    expect(await look(GRAVE)).toEqual({ level: 'none', matches: [] });
    expect(said).toEqual([expect.stringContaining('by phrases alone')]);
  });
});
