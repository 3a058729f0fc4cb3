import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS, type Scenario } from '@rookery/shared-scenario';
import fc from 'fast-check';
import { toScenario, type RowColumns } from './to-scenario.ts';
import { type RowRejection } from './rejection.ts';

const PUBLISHED = {
  source: 'synthetic',
  query: 'How do I tell my manager?',
  scenario: 'Sudden Job Loss',
  education_level: "Bachelor's",
  age: '45-54 years',
  gender: 'Female',
  marital_status: 'Separated',
  profession: 'Nurse',
  economic_status: 'Difficult',
  health_status: 'Fair',
  mental_health_status: 'None',
  emotional_state: 'uncertain',
};

function accepted(columns: RowColumns): Scenario {
  const outcome = toScenario(columns, 7);
  if ('scenario' in outcome) return outcome.scenario;
  throw new Error(`rejected: ${outcome.rejection.column} ${outcome.rejection.reason}`);
}

function rejected(columns: RowColumns): RowRejection {
  const outcome = toScenario(columns, 7);
  if ('rejection' in outcome) return outcome.rejection;
  throw new Error('accepted');
}

describe('toScenario, published shape', () => {
  it('takes a synthetic row: `scenario` is the situation and tells the domain', () => {
    const { source: _source, query, scenario, ...profile } = PUBLISHED;
    expect(accepted(PUBLISHED)).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      query,
      background: '',
      domain: 'career',
      origin: 'synthetic',
      situation: scenario,
      profile,
      sourceRow: 7,
    });
  });

  it('takes a real row: `scenario` is the domain', () => {
    const real = accepted({ ...PUBLISHED, source: 'real', scenario: 'Health', age: 28 });
    expect(real).toMatchObject({ domain: 'health', situation: '', origin: 'real', profile: { age: '28' } });
  });

  it('does not care about the order of columns', () => {
    const id = accepted(PUBLISHED).id;
    fc.assert(
      fc.property(fc.shuffledSubarray(Object.entries(PUBLISHED), { minLength: 12 }), (entries) => {
        expect(accepted(Object.fromEntries(entries)).id).toBe(id);
      }),
    );
  });

  it('takes a row whose domain cannot be told', () => {
    expect(accepted({ ...PUBLISHED, scenario: 'Alien Visit' })).toMatchObject({
      domain: 'unknown',
      situation: 'Alien Visit',
    });
    const { scenario: _scenario, ...without } = PUBLISHED;
    expect(accepted(without)).toMatchObject({ domain: 'unknown', situation: '' });
  });

  it.each([
    '',
    ' ',
    'not given',
    'Not Specified',
    'unsure',
    'uncertain',
    'N/A',
    'unknown',
    'none given',
    'null.',
  ])('reads %j as an attribute nobody gave', (text) => {
    expect(accepted({ ...PUBLISHED, mental_health_status: text }).profile).not.toHaveProperty(
      'mental_health_status',
    );
  });

  it('keeps "None", and feelings that sound like unknown', () => {
    const profile = accepted({ ...PUBLISHED, past_self_harm_history: 'None' }).profile;
    expect(profile).toMatchObject({
      mental_health_status: 'None',
      past_self_harm_history: 'None',
      emotional_state: 'uncertain',
    });
    expect(accepted({ ...PUBLISHED, emotional_state: 'not given' }).profile).not.toHaveProperty(
      'emotional_state',
    );
  });
});

describe('toScenario, our shape', () => {
  const OWN = {
    id: 'whatever',
    query: 'May I?',
    background: 'A shop opened.',
    domain: 'Life',
    situation: 'Alien Visit',
    origin: 'own',
    source_row: 3,
    profile: { age: '25-34', gender: null, emotional_state: 'Calmness' },
  };

  it('takes a row, with the profile as an object or as columns', () => {
    const scenario = accepted(OWN);
    expect(scenario).toMatchObject({
      background: 'A shop opened.',
      domain: 'life',
      situation: 'Alien Visit',
      origin: 'own',
      profile: { age: '25-34', emotional_state: 'Calmness' },
      sourceRow: 7,
    });
    const { profile, ...flat } = OWN;
    expect(accepted({ ...flat, ...profile }).id).toBe(scenario.id);
    expect(accepted({ ...flat, ...profile, profile: '' }).id).toBe(scenario.id);
  });

  it('reads back what it made', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...ATTRIBUTE_KEYS), fc.string({ unit: 'grapheme' })),
        (profile) => {
          const scenario = accepted({ ...OWN, profile });
          expect(
            accepted(JSON.parse(JSON.stringify({ ...OWN, ...scenario, sourceRow: undefined })) as RowColumns),
          ).toEqual(scenario);
        },
      ),
    );
  });
});

describe('toScenario rejects, naming row, column and reason', () => {
  const { query: _query, ...noQuery } = PUBLISHED;
  const { source: _source, ...noSource } = PUBLISHED;
  const cases: [string, RowColumns, string, RegExp][] = [
    ['a missing query', noQuery, 'query', /^is missing$/],
    ['a blank query', { ...PUBLISHED, query: ' \n' }, 'query', /^is missing$/],
    ['a query that is no text', { ...PUBLISHED, query: ['q'] }, 'query', /^is not text$/],
    ['a long query', { ...PUBLISHED, query: 'q'.repeat(20_001) }, 'query', /has 20001 .* at most 20000/],
    ['a long value', { ...PUBLISHED, age: '9'.repeat(2_001) }, 'age', /has 2001 .* at most 2000/],
    ['an unknown column', { ...PUBLISHED, height: '2 m' }, 'height', /not a known column/],
    ['a missing origin', noSource, 'source', /is missing; allowed are real, synthetic, own/],
    ['an unknown origin', { ...PUBLISHED, source: 'web' }, 'source', /is not known/],
    ['an attribute given twice', { ...PUBLISHED, profile: { age: '28' } }, 'profile.age', /given twice/],
    [
      'an unknown attribute',
      { ...PUBLISHED, profile: { canary: 'x' } },
      'profile',
      /^has an unknown attribute/,
    ],
    ['a profile that is no object', { ...PUBLISHED, profile: 'canary' }, 'profile', /not an object/],
    ['a NUL character', { ...PUBLISHED, gender: 'a\0b' }, 'gender', /NUL/],
    ['half a character', { ...PUBLISHED, gender: '\uD800' }, 'gender', /surrogate/],
    ['two situations', { ...PUBLISHED, situation: 'canary' }, 'scenario', /differs from column situation/],
    [
      'two domains',
      { ...PUBLISHED, scenario: 'life', domain: 'health' },
      'scenario',
      /differs from column domain/,
    ],
  ];

  it.each(cases)('%s', (_, columns, column, reason) => {
    const rejection = rejected(columns);
    expect(rejection).toEqual({ row: 7, column, reason: expect.stringMatching(reason) });
    expect(JSON.stringify(rejection)).not.toMatch(/canary|2 m|web/);
  });

  it('but not for an empty unknown column, as CSV files have it in every row', () => {
    expect(accepted({ ...PUBLISHED, height: '' }).id).toBe(accepted(PUBLISHED).id);
  });

  it('counts characters, not UTF-16 units', () => {
    expect(accepted({ ...PUBLISHED, age: '🙂'.repeat(2_000) }).profile.age).toHaveLength(4_000);
  });

  it('whatever a row holds, without ever throwing', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(PUBLISHED), 'profile', '__proto__', 'x'), fc.anything()),
        (row) => {
          expect(Object.keys(toScenario(row, 1))).toHaveLength(1);
        },
      ),
    );
  });
});
