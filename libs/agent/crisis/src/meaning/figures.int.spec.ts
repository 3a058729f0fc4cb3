import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ALL_MINILM_L6_V2, openTrainedEmbedder } from '@rookery/shared-embedding';
import { modelForTests } from '@rookery/shared-embedding/testing';
import { readLabelled } from '../labelled.ts';
import { judgeByMeaning, measure } from '../measure.ts';
import { openLookByMeaning } from './look-by-meaning.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const documented = read('../../../../../docs/crisis-screen.md');
const dataFolder = await modelForTests();
const silent = { info: () => undefined, warn: () => undefined };
/** Vectors differ by rounding from one processor to another: so many messages may fall to the other side. */
const ROUNDING = 2;

// Downloads a model of 23 MB once, where there is a network.
(dataFolder === undefined ? describe.skip : describe)(
  'the classifier on messages that were kept aside (needs npm run models)',
  () => {
    it('finds what docs/crisis-screen.md says', async () => {
      const embedder = await openTrainedEmbedder(ALL_MINILM_L6_V2, dataFolder ?? '');
      const look = openLookByMeaning(embedder, silent, { longestWaitMs: 600_000 });
      const messages = readLabelled(read('../../labelled/meaning/held-out.jsonl'));
      const judged = await judgeByMeaning(messages, look, new AbortController().signal);
      await embedder.close();
      const { crisisNoticed, concernNoticed, falseAlarms, falseCrises } = measure(judged);
      const row = /^\| messages, both .*$/mu.exec(documented)?.[0] ?? '';
      const said = [...row.matchAll(/(\d+) of (\d+)/gu)].map(([, hits, of]) => [Number(hits), Number(of)]);
      const found = [crisisNoticed, concernNoticed, falseAlarms, falseCrises];
      expect(said).toHaveLength(found.length);
      for (const [i, { hits, of }] of found.entries()) {
        expect(of).toBe(said[i]?.[1]);
        expect(Math.abs(hits - (said[i]?.[0] ?? Infinity))).toBeLessThanOrEqual(ROUNDING);
      }
    }, 600_000);
  },
);
