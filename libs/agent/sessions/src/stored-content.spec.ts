import { describe, expect, it } from '@jest/globals';
import { SentSettings } from '@rookery/shared-contracts';
import { storedContent } from './stored-content.ts';

// What each version of this code has stored. A conversation may be going on while the code is replaced: what stands here must be read
// for ever, so it is never changed. A change of the form gets a new version, and its example is added.
const VERSION_1 = {
  progress: {
    conversation: {
      settings: {
        id: 'c-1',
        model: 'sim/gpt-4o',
        seed: 7,
        maxQuestions: 3,
        abstention: { form: 'scale', threshold: 4 },
        pathUse: 'examples',
        reading: 'model',
        locale: 'de-AT',
        wholeAnswer: false,
        instructions: 'Be brief.',
      },
      query: 'Should I quit?',
      known: { age: '55+', emotional_state: 'Anxiety' },
      asked: ['emotional_state', 'profession', 'education_level'],
      askedBefore: 1,
      declined: ['profession'],
      passedOver: [],
      open: {
        attribute: 'education_level',
        text: 'What did you learn?',
        why: 'It shows what is open to you.',
      },
      closed: false,
    },
    pending: { kind: 'reply', text: 'Law', number: 3 },
    answer: { text: 'Take your time.', reason: 'sufficient' },
    turns: [
      {
        message: {
          learned: ['emotional_state'],
          corrected: [],
          declined: false,
          passedOver: false,
          changedSubject: false,
          reader: 'model',
          asksWhy: true,
          language: 'de',
          refusedFacts: 0,
          screen: 'concern',
          secondLook: 'none',
        },
        known: ['age'],
        paths: [
          {
            name: 'libraries/mine/paths/p1',
            similarity: 0.75,
            attributes: ['profession', 'education_level'],
            values: [2.5, null],
          },
        ],
        stop: {
          form: 'calibrated',
          enough: false,
          unreadable: false,
          completeness: 2,
          best: { attribute: 'profession', gain: 0.5, cost: 0.1 },
          proposed: 'profession',
        },
        asked: 'education_level',
        source: 'path',
        promptVersions: ['acquire@2'],
      },
      // Nothing that may be missing is there.
      { known: [], paths: [], promptVersions: [] },
    ],
  },
  ledger: {
    usage: { calls: 2, inputTokens: 10, outputTokens: 5, costUsd: 0.5 },
    simulated: true,
    promptVersions: ['acquire@2'],
  },
  library: 'mine',
  pathNames: ['libraries/mine/paths/p1'],
};

describe('stored sessions', () => {
  it('of version 1 are read, from before versions were written and since', () => {
    const content = storedContent.read(VERSION_1, 's');
    // What was not known then has the value that it had.
    const { progress, ledger } = VERSION_1;
    const now = {
      ...VERSION_1,
      progress: { ...progress, answer: { ...progress.answer, cut: false } },
      ledger: { ...ledger, usage: { ...ledger.usage, unpricedCalls: 0 } },
    };
    expect(JSON.parse(JSON.stringify(content))).toEqual(now);
    expect(content.progress.turns[0]?.paths[0]?.values).toEqual([2.5, undefined]);
    expect(storedContent.read({ version: 1, ...VERSION_1 }, 's')).toEqual(content);
    expect(JSON.parse(storedContent.write(content))).toEqual({ version: 1, ...now });
  });

  it('give back what is new in them', () => {
    const { progress } = storedContent.read(VERSION_1, 's');
    const sent = SentSettings.fromPartial({ temperature: 0.5, maxOutputTokens: 9, rolesJoined: true });
    const written = storedContent.write({
      ...storedContent.read(VERSION_1, 's'),
      progress: {
        ...progress,
        conversation: {
          ...progress.conversation,
          settings: { ...progress.conversation.settings, maxOutputTokens: 9 },
          danger: 'I cannot go on',
        },
        answer: { text: 'Stay.', reason: 'crisis', cut: true, sent },
      },
    });
    expect(storedContent.read(JSON.parse(written), 's').progress).toMatchObject({
      conversation: { settings: { maxOutputTokens: 9 }, danger: 'I cannot go on' },
      answer: { reason: 'crisis', cut: true, sent },
    });
  });

  it('are not read when anything is wrong with them, and then none of their words is told', () => {
    const { progress } = VERSION_1;
    const broken = { ...VERSION_1, progress: { ...progress, pending: { kind: 'shout', text: 'canary' } } };
    const read = () => storedContent.read(broken, 's');
    expect(read).toThrow(expect.objectContaining({ code: 'DATA_LOSS' }));
    expect(read).toThrow(/^agent\.session\.content of s cannot be read: progress\.pending/);
    expect(read).not.toThrow(/canary/);
  });
});
