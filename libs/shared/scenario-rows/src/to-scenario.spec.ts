import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS, type Scenario } from '@rookery/shared-scenario';
import fc from 'fast-check';
import type { RowColumns } from './named-cells.ts';
import { rowsOfQueries } from './several-queries.ts';
import { toScenario } from './to-scenario.ts';
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

  it('takes a row that does not say where it comes from for one of your own', () => {
    const { source: _source, ...noSource } = PUBLISHED;
    expect(accepted(noSource).origin).toBe('own');
    expect(accepted({ ...PUBLISHED, source: 'nan' }).origin).toBe('own');
  });

  it('makes one person of 28 in JSON, 28.0 in CSV and "28"', () => {
    const ids = [28, 28.0, '28', '28.0', ' 28 '].map((age) => accepted({ ...PUBLISHED, age }).id);
    expect(new Set(ids).size).toBe(1);
  });

  it('never takes what says nothing for a fact', () => {
    for (const age of ['None', 'nan', null, '', 'N/A', 'unknown', NaN, Infinity, 'Infinity']) {
      expect(accepted({ ...PUBLISHED, age }).profile).not.toHaveProperty('age');
    }
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
          const { given = {}, ...scenario } = accepted({ ...OWN, profile });
          const again = (row: object) =>
            accepted(JSON.parse(JSON.stringify({ ...OWN, ...row, sourceRow: undefined })) as RowColumns);
          expect(again(scenario)).toEqual(scenario);
          // With the file's own words instead it is the same scenario, with the same words.
          const asGiven = again({ ...scenario, profile: { ...scenario.profile, ...given } });
          expect(asGiven).toEqual(Object.keys(given).length === 0 ? scenario : { ...scenario, given });
        },
      ),
    );
  });

  it('keeps the words of attributes that it writes otherwise or takes for not known', () => {
    const { profile, given } = accepted({
      query: 'Why?',
      age: '28.0',
      gender: 'Prefer not to say',
      marital_status: 'Living  together',
      profession: 'Nurse',
      past_self_harm_history: true,
      emotional_state: ' ',
    });
    expect(profile).toEqual({
      age: '28',
      marital_status: 'Living together',
      profession: 'Nurse',
      past_self_harm_history: 'Yes',
    });
    expect(given).toEqual({
      age: '28.0',
      gender: 'Prefer not to say',
      marital_status: 'Living  together',
      past_self_harm_history: 'true',
    });
    expect(accepted({ query: 'Why?', age: 28, gender: '' })).not.toHaveProperty('given');
    expect(accepted({ query: 'Why?', age: '28.0' }).id).toBe(accepted({ query: 'Why?', age: '28' }).id);
  });
});

describe("toScenario, the authors' own shapes", () => {
  const PERSON = {
    Scenario: 'Custody Battle',
    Age: '35-44 years',
    Gender: 'Female',
    'Marital Status': 'Divorced',
    Profession: 'Nurse',
    'Economic Status': 'Moderate, with debts',
    'Health Status': 'Good (but tired)',
    'Education Level': "Bachelor's",
    'Mental Health Status': 'Anxious, alone',
    'Past Self-Harm History': 'None',
    'Emotional State': 'Worn out; afraid of losing her children.',
  };
  const whole = accepted({ scenario: 'Custody Battle', query: 'What now?', profile: PERSON });

  it('takes generated profiles, one row for each query', () => {
    const rows = rowsOfQueries({
      Scenario: 'Custody Battle',
      User_Profile: PERSON,
      Queries: ['What now?', 'Why?'],
    });
    expect(rows.map((row) => accepted(row).query)).toEqual(['What now?', 'Why?']);
    expect(rows.map((row) => accepted(row).id)[0]).toBe(whole.id);
    expect(whole).toMatchObject({
      domain: 'relationship',
      situation: 'Custody Battle',
      profile: {
        age: '35-44 years',
        past_self_harm_history: 'None',
        emotional_state: 'Worn out; afraid of losing her children.',
      },
    });
    expect(Object.keys(whole.profile)).toHaveLength(10);
  });

  it('takes profiles in groups, and as JSON in a cell', () => {
    const { Age, Gender, ...others } = PERSON;
    const groups = { Demographics: { Age, Gender }, Rest: { More: others } };
    expect(accepted({ query: 'What now?', Profile: groups }).id).toBe(whole.id);
    expect(accepted({ query: 'What now?', attributes: JSON.stringify(PERSON) }).id).toBe(whole.id);
  });

  const sentence =
    "Age: 35-44 years, Gender: Female, Marital Status: Divorced, Profession: Nurse, Economic Status: Moderate, with debts, Health Status: Good (but tired), Education Level: Bachelor's, Mental Health Status: Anxious, alone, Past Self-Harm History: None. Emotional State: Worn out; afraid of losing her children..";

  it.each([
    ['a background', { Background: sentence }],
    ['a background that says so', { background: `Background: ${sentence}` }],
    ['a profile', { 'User Profile': `User profile: ${sentence}` }],
  ])('takes a profile in one sentence, as %s', (_, columns) => {
    const scenario = accepted({ Scenario: 'Scenario 1-1', 'User Query': 'What now?', ...columns });
    expect(scenario.profile).toEqual(whole.profile);
    expect(scenario).toMatchObject({ background: '', situation: '', domain: 'unknown' });
  });

  it('takes a sentence with the scenario in it', () => {
    const scenario = accepted({ query: 'q', background: `Scenario: Custody Battle, ${sentence}` });
    expect(scenario).toMatchObject({ situation: 'Custody Battle', profile: whole.profile });
  });

  it.each([
    'My age: 30. I lost my job.',
    'Age: 30',
    'Age: 30, Age: 31, Gender: Male',
    'She wrote. Age: 30, Gender: Male',
    'I am tired, Profession: none of your business, Gender: Male',
  ])('leaves a background that is none as it is: %j', (background) => {
    expect(accepted({ query: 'q', background })).toMatchObject({ background, profile: {} });
  });

  it('passes over the results that stand beside', () => {
    const results = { 'Step 1 Response': 'r', 'Evaluation Step 1': 'e', 'Average Score Step 1': '0.33' };
    expect(accepted({ 'User Query': 'q', ...results }).query).toBe('q');
  });

  it('leaves a row without a list of queries as it is', () => {
    for (const row of [{ query: 'q' }, { queries: 'q' }, { queries: [] }, {}]) {
      expect(rowsOfQueries(row)).toEqual([row]);
    }
  });
});

describe('toScenario rejects, naming row, column and reason', () => {
  const { query: _query, ...noQuery } = PUBLISHED;
  const cases: [string, RowColumns, string, RegExp][] = [
    ['a missing query', noQuery, 'query', /^is missing$/],
    ['a blank query', { ...PUBLISHED, query: ' \n' }, 'query', /^is missing$/],
    ['a query that is no text', { ...PUBLISHED, query: ['q'] }, 'query', /^is not text$/],
    ['a long query', { ...PUBLISHED, query: 'q'.repeat(20_001) }, 'query', /has 20001 .* at most 20000/],
    ['a long value', { ...PUBLISHED, age: '9'.repeat(2_001) }, 'age', /has 2001 .* at most 2000/],
    ['an unknown column', { ...PUBLISHED, height: '2 m' }, 'height', /not a known column/],
    ['an unknown origin', { ...PUBLISHED, source: 'web' }, 'source', /is not known/],
    ['an attribute given twice', { ...PUBLISHED, profile: { age: '28' } }, 'profile.age', /given twice/],
    [
      'an unknown attribute',
      { ...PUBLISHED, profile: { canary: 'x' } },
      'profile',
      /^has an unknown attribute/,
    ],
    ['a query that programs write for none', { ...PUBLISHED, query: 'nan' }, 'query', /^is missing$/],
    ['a column twice', { ...PUBLISHED, Age: '28' }, 'age', /^is given twice, by the columns age and Age$/],
    ['a dictionary as Python prints it', { ...PUBLISHED, query: "{'Age': '28'}" }, 'query', /Python prints/],
    ['queries that are no list', { ...PUBLISHED, queries: 'canary' }, 'queries', /not a list of texts/],
    ['a truth value', { ...PUBLISHED, gender: true }, 'gender', /^is not text$/],
    [
      'a deep profile',
      { ...PUBLISHED, profile: { a: { b: { c: { d: { age: '28' } } } } } },
      'profile',
      /not an object/,
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
