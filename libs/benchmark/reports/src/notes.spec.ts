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
      data: undefined,
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
  it('say that repetitions of parts of profiles are none', () => {
    const of = (disclosures: NonNullable<RunSettings['disclosures']>) =>
      reportNotes(run({ ...SETTINGS, statuses: ['disclosed'], disclosures }), {
        counts: [],
        sent: [],
        indexes: [],
      }).join(' ');
    expect(of([{ attributes: ['age'] }, { attributes: [] }])).toContain('Each of the 2 repetitions');
    expect(of([{ attributes: ['age'] }])).not.toContain('repetitions tells');
  });

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

describe('notes on planned paths', () => {
  const NOTHING = { counts: [], sent: [], indexes: [] };
  const notesOf = (spec: Partial<RunSettings>) =>
    reportNotes(run({ ...SETTINGS, ...spec }), NOTHING).join('\n');

  it('say what chose the questions, and whether one order for everybody stands beside', () => {
    const planned = notesOf({ statuses: ['agent', 'planner'], pathUse: 'lessons' });
    expect(planned).toContain('what the library learned from its finished searches chooses the questions');
    expect(planned).toContain('Status static (one order for everybody) was not run');
    const beside = notesOf({ statuses: ['static', 'planner'], pathUse: 'vote' });
    expect(beside).toContain('the paths that were found vote');
    expect(beside).toContain('is no merit of planning');
    // From before there was a choice.
    expect(notesOf({ statuses: ['planner'] })).toContain(
      'is shown the paths that were found, as in the paper',
    );
    expect(notesOf({ statuses: ['agent'] })).not.toContain('Row planner');
  });

  it('name the worlds of simulated models', () => {
    const record = run({ ...SETTINGS, worlds: ['2026-11, related by words'] });
    const simulated = { ...record, progress: { ...record.progress, simulated: true } };
    expect(reportNotes(simulated, NOTHING)[1]).toBe(
      'Simulated world: 2026-11, related by words (docs/simulation.md). Figures of different worlds cannot be compared.',
    );
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
