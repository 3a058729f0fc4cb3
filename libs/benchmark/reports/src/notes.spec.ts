import { describe, expect, it } from '@jest/globals';
import type { RunSettings } from '@rookery/benchmark-samples';
import type { RunRecord } from '@rookery/benchmark-storage';
import { NO_USAGE, SentSettings } from '@rookery/shared-contracts';
import { reportNotes } from './notes.ts';
import { sentNotes, type SentCount } from './sent-differences.ts';

const SETTINGS: RunSettings = {
  selection: {},
  limit: 0,
  models: ['a', 'b'],
  statuses: ['vanilla'],
  repetitions: 1,
  judgeModel: 'b',
  maxQuestions: 5,
  completenessThreshold: 4,
  maxOutputTokens: 4000,
  seed: 1,
  concurrency: 4,
};

function run(spec: RunSettings): RunRecord {
  return {
    id: '1',
    owner: '',
    asOperator: true,
    spec,
    limits: { maxCalls: undefined, maxCostUsd: undefined },
    state: 'succeeded',
    stateReason: '',
    generation: 1,
    createdAt: new Date(0),
    startedAt: undefined,
    endedAt: undefined,
    progress: {
      simulated: false,
      scenarios: 1,
      samplesTotal: 2,
      samplesDone: 2,
      samplesUnscored: 0,
      samplesFailed: 0,
      usage: NO_USAGE,
    },
  };
}

const AS_SET = { temperature: 0.7, topP: 0.95, maxOutputTokens: 4000 };
const sent = (changes: Partial<SentSettings>, more: Partial<SentCount> = {}): SentCount => ({
  model: 'a',
  sent: SentSettings.fromPartial({ ...AS_SET, ...changes }),
  seeded: true,
  samples: 3,
  ...more,
});

describe('notes on what was sent', () => {
  it('are silent where it was what the run set', () => {
    expect(sentNotes(SETTINGS, [sent({})])).toEqual([]);
  });

  it.each([
    [{ topP: undefined }, "without a top_p (the run has 0.95); the server's own default held"],
    [{ temperature: 1 }, 'with a temperature of 1 (the run has 0.7)'],
    [{ maxOutputTokens: 1500 }, 'with a limit of tokens of 1500 (the run has 4000)'],
    [{ systemInUser: true }, "with the instructions in the person's message"],
    [{ rolesJoined: true }, 'with messages of one role joined'],
    [{ seedShortened: true }, 'with a seed of 31 bits instead of 32'],
  ])('name %j', (changes, words) => {
    expect(sentNotes(SETTINGS, [sent({}), sent(changes, { samples: 2 })])).toEqual([
      expect.stringContaining(`a: 2 of 5 answers were asked for ${words}`),
    ]);
  });

  it('join what differs in many ways', () => {
    const limits = [1000, 1200, undefined].map((maxOutputTokens) => sent({ maxOutputTokens }));
    expect(sentNotes(SETTINGS, [...limits, sent({}, { model: 'b', seeded: false })])).toEqual([
      'a: 9 of 9 answers were asked for with a limit of tokens of 1000 to 1200, or without one (the run has 4000).',
      'b: 3 of 3 answers were asked for without a seed, so they cannot be asked for again.',
    ]);
  });
});

describe('the notes of a report', () => {
  it('say when a judge judges itself', () => {
    const none = { counts: [], sent: [], indexes: [] };
    expect(reportNotes(run(SETTINGS), none).join('\n')).toContain('b judges its own answers here');
    expect(reportNotes(run({ ...SETTINGS, judgeModel: 'j' }), none).join('\n')).not.toContain(
      'judges its own',
    );
  });
});
