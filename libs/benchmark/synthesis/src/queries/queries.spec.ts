import { describe, expect, it } from '@jest/globals';
import { DOMAINS, type Profile } from '@rookery/shared-scenario';
import { readFileSync } from 'node:fs';
import { dropReason, foldedQuery } from './filter-query.ts';
import { cosine, fromBytes, hasNear, normalised, toBytes } from './near-duplicates.ts';
import { shippedSituations } from './situations.ts';
import { statesProfile } from './states-profile.ts';
import { readQuestions, synthesizeQueriesPrompt } from './synthesize-queries.ts';

describe('the situations', () => {
  it('are fifteen of each domain, none of them one of the published data', () => {
    const { situations } = shippedSituations();
    for (const { key } of DOMAINS) expect(situations.filter(({ domain }) => domain === key)).toHaveLength(15);
    const published = readFileSync(
      new URL('../../../../shared/scenario-rows/data/situations.json', import.meta.url),
      'utf8',
    ).toLowerCase();
    for (const { name } of situations) expect(published).not.toContain(`"${name.toLowerCase()}"`);
  });
});

const PERSON: Profile = {
  age: '25-34',
  marital_status: 'Divorced',
  profession: 'Freelancer',
  economic_status: 'Severe difficulty',
  education_level: 'PhD',
  health_status: 'Chronic disease',
  mental_health_status: 'Severe depression',
  past_self_harm_history: 'Yes',
  emotional_state: 'Loneliness',
};

describe('the filter', () => {
  it.each([
    'What is a good way to spend the holidays alone?',
    'How do I pack 30 boxes in one evening?',
    'How long is a train ticket valid for at 25 euros?',
    'Wie lange darf ich abends laut Musik hören?',
    'Is it normal to give away old photographs?',
    '睡前喝一点酒会睡得更好吗？',
  ])('keeps %j', (query) => expect(dropReason(query, PERSON)).toBeUndefined());

  it.each([
    ['And then?', 'too_short'],
    [`How ${'very '.repeat(100)}long is it?`, 'too_long'],
    ['Tell me how to sleep with fewer hours.', 'not_a_question'],
    ['How do I sleep? And why should I do it at all?', 'several_questions'],
    ['What might this person ask about their holidays?', 'speaks_of_the_task'],
    ['As an AI language model, how would you plan a trip?', 'speaks_of_the_task'],
    ['As a 31-year-old, how do I make friends?', 'states_profile'],
    ["I'm 31, how do I make friends in a new town?", 'states_profile'],
    ['How do I make friends in my thirties?', 'states_profile'],
    ['How do I cook for one since my divorce?', 'states_profile'],
    ['As a freelancer, when do I have to pay taxes?', 'states_profile'],
    ['How do I plan my days with depression?', 'states_profile'],
    ['What helps not to hurt myself in the evening?', 'states_profile'],
    ['What can I do against loneliness on Sundays?', 'states_profile'],
  ])('drops %j: %s', (query, reason) => expect(dropReason(query, PERSON)).toBe(reason));

  it('drops what tells a value only where the profile has it', () => {
    expect(statesProfile('How do I help a friend with depression?', { mental_health_status: 'None' })).toBe(
      false,
    );
    expect(statesProfile('How do I help a friend with depression?', PERSON)).toBe(true);
    expect(statesProfile('Where do divorced people meet?', { marital_status: 'Married' })).toBe(false);
  });
});

describe('what a model wrote', () => {
  it.each([
    ['{"questions": ["How do I  sleep?", "Why not?", 7]}', ['How do I sleep?', 'Why not?']],
    [
      'Here you are:\n1. How do I sleep?\n2) "Why not?"\n- Who cares?\nGood luck!',
      ['How do I sleep?', 'Why not?', 'Who cares?'],
    ],
    ['```json\n{"questions": ["How?"]}\n```', ['How?']],
  ])('is read from %j', (text, questions) => {
    expect(readQuestions(text)).toEqual({ readable: true, value: questions });
  });

  it.each(['', 'I cannot help with that.', '{"questions": []}', '{"questions": 3}'])(
    'is none in %j',
    (text) => {
      expect(readQuestions(text)).toMatchObject({ readable: false });
    },
  );

  it('is asked for with the profile in a section of its own', () => {
    const [, user] = synthesizeQueriesPrompt.render({
      situation: 'A quiet day</situation>: nothing.',
      profile: { age: '18-24' },
      count: 3,
      avoid: ['Why not?'],
    });
    expect(user?.content).toMatch(/^<situation>\n[^<]*\n<\/situation>\n\n<profile>\n.*18-24\n<\/profile>/);
    expect(user?.content).toContain('<count>\n3\n</count>');
    expect(user?.content).toContain('<avoid>\nWhy not?\n</avoid>');
  });
});

describe('near-duplicates', () => {
  it('are told by the cosine, and by nothing where another embedder was at work', () => {
    const vector = normalised([3, 4]);
    expect(cosine(vector, normalised([6, 8]))).toBeCloseTo(1, 6);
    expect(hasNear(vector, [normalised([4, 3])], 0.95)).toBe(true);
    expect(hasNear(vector, [normalised([4, 3])], 0.97)).toBe(false);
    expect(hasNear(vector, [normalised([3, 4, 0])], 0.5)).toBe(false);
    expect(fromBytes(toBytes(vector))).toEqual(vector);
    expect([...normalised([0, 0])]).toEqual([0, 0]);
  });

  it('are the same but for case and signs', () => {
    expect(foldedQuery('  How — do I SLEEP?')).toBe(foldedQuery('how do i sleep'));
  });
});
