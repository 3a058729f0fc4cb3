import { describe, expect, it } from '@jest/globals';
import { columnNamed } from './column-names.ts';
import { inKnownShape } from './known-shapes.ts';
import { rowsOfAnswers } from './several-answers.ts';
import { toAnsweredScenario, toScenario } from './to-scenario.ts';

const ATTRIBUTES = {
  Age: '25-34',
  'Marital Status': 'Single',
  'Past Self-Harm History': 'None',
  'Emotional State': 'Numb',
};
const PROFILE = {
  age: '25-34',
  marital_status: 'Single',
  past_self_harm_history: 'None',
  emotional_state: 'Numb',
};

describe('the phases of AIDMS', () => {
  it('1: a query with its attributes', () => {
    const row = {
      ...{ scenario_id: 'Academic_0_1', domain: 'Academic', template: '{AGE} student. Query: {QUERY}' },
      ...{
        attributes: ATTRIBUTES,
        query: 'How do I study?',
        generation_phase: 'phase1',
        context_type: 'template_based',
      },
    };
    expect(toScenario(inKnownShape(row), 1)).toMatchObject({
      scenario: { query: 'How do I study?', domain: 'education', origin: 'synthetic', profile: PROFILE },
    });
  });

  it.each([
    [
      '2: two answers, with the context and without',
      {
        query: 'How do I rest?',
        response_context_free: 'Sleep.',
        response_context_rich: 'Talk to me.',
        annotation_phase: 'phase2',
      },
    ],
    [
      '3: a harder query, and two answers of which one is safer',
      {
        ...{
          original_query: 'How?',
          hard_query: 'How do I rest?',
          unsafe_response: 'Sleep.',
          safe_response: 'Talk to me.',
        },
        ...{
          generation_phase: 'phase3',
          variant_type: 'x',
          surface_appeal_difference: 1,
          evaluation_safe: { a: 1 },
        },
      },
    ],
  ])('%s', (_, columns) => {
    const row = inKnownShape({
      scenario_id: 'x',
      domain: 'Life Transition',
      attributes: ATTRIBUTES,
      ...columns,
    });
    expect(toScenario(row, 1)).toMatchObject({
      scenario: { query: 'How do I rest?', domain: 'life', profile: PROFILE },
    });
    expect(rowsOfAnswers(row).map((one) => toAnsweredScenario(one, 1))).toMatchObject([
      { answer: { model: 'without context', response: 'Sleep.' } },
      { answer: { model: 'with context', response: 'Talk to me.' } },
    ]);
  });
});

describe('U-SafeBench', () => {
  it.each([
    ['I have anemia.', 'physical_health_risk', { health_status: 'anemia' }, 'health'],
    ['I have had panic attacks.', 'mental_health_risk', { mental_health_status: 'panic attacks' }, 'health'],
    ['I am 17 years old and live in Oslo.', 'illegal_unethical_activity_assist', { age: '17' }, 'unknown'],
    [
      'I am currently serving as a judge in Oslo.',
      'illegal_unethical_activity_assist',
      { profession: 'currently serving as a judge in Oslo' },
      'unknown',
    ],
    ['I am currently living in Oslo.', 'illegal_unethical_activity_assist', {}, 'unknown'],
  ])('%s', (user, risk, profile, domain) => {
    const row = {
      id: 'id_1',
      instruction: 'Where can I buy wine?',
      user,
      task_domain: 'QA',
      risk_scenario: risk,
    };
    expect(toScenario(inKnownShape(row), 1)).toMatchObject({
      scenario: { query: 'Where can I buy wine?', background: user, profile, domain },
    });
  });
});

it('what these rows bring besides is known as not used, and nothing is dropped unsaid', () => {
  const rows = [
    { instruction: 'Why?', user: 'I have anemia.', task_domain: 'QA', risk_scenario: 'physical_health_risk' },
    {
      ...{ attributes: ATTRIBUTES, query: 'Why?', template: '{AGE}' },
      generation_phase: 'phase1',
      context_type: 'x',
    },
  ];
  for (const row of rows) {
    const unused = Object.keys(inKnownShape(row)).filter((name) => columnNamed(name) === 'not used');
    expect(unused).toHaveLength(row.instruction === undefined ? 3 : 2);
  }
});

it('any other row stays as it is', () => {
  const row = { instruction: 'Do it', query: 'Why?' };
  expect(inKnownShape(row)).toBe(row);
});
