import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS } from '@rookery/shared-scenario';
import fc from 'fast-check';
import { readAcquire } from './acquire.ts';
import { readBasic } from './abstain-basic.ts';
import { readCompleteness } from './abstain-scale.ts';
import { readRanking } from '@rookery/planner-search';
import { readReading } from './read-message.ts';
import { readSecondLook } from './second-look.ts';
import { readSufficient } from './abstain-binary.ts';

const ALL = ATTRIBUTE_KEYS;

describe('readRanking', () => {
  it('gives every ranking back that was written as asked', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...ALL], { minLength: 1 }), (ranking) => {
        expect(readRanking(JSON.stringify({ ranking }), ALL)).toEqual({ readable: true, value: ranking });
      }),
    );
  });

  it.each([
    ['fenced JSON', '```json\n{"ranking": ["age", "gender"]}\n```'],
    [
      'JSON after thoughts',
      '<think>{"ranking": ["gender"]}</think> So: {"ranking": ["age", "gender"]} Hope it helps!',
    ],
    ['labels', '{"ranking": ["Age", "GENDER", "age", "shoe size"]}'],
    ['a list in words', '1. Age\n2. Gender: matters less'],
  ])('reads %s', (_, text) => {
    expect(readRanking(text, ALL)).toEqual({ readable: true, value: ['age', 'gender'] });
  });

  it('keeps to the candidates', () => {
    expect(readRanking('{"ranking": ["age", "gender"]}', ['gender'])).toEqual({
      readable: true,
      value: ['gender'],
    });
    expect(readRanking('{"ranking": ["age"]}', ['gender'])).toEqual({
      readable: false,
      reason: 'not_a_candidate',
    });
  });

  it.each(['', 'I cannot say.', '{"ranking": "age', '{"order": []}'])('does not guess from %j', (text) => {
    expect(readRanking(text, ['gender']).readable).toBe(false);
  });
});

describe('readAcquire', () => {
  const health = {
    readable: true,
    value: { attribute: 'health_status', question: 'How is your health?', why: '' },
  };

  it.each([
    ['JSON', '{"attribute": "health_status", "question": " How is your health? "}'],
    ['JSON with a label', 'Sure! {"attribute": "Health", "question": "How is your health?"}'],
    ['labelled lines', 'Attribute: health_status\nQuestion: How is your health?'],
  ])('reads %s', (_, text) => {
    expect(readAcquire(text, ALL)).toEqual(health);
  });

  it('reads the only candidate beside a question', () => {
    const text = 'I would like to know the emotional state.\nHow do you feel tonight?';
    expect(readAcquire(text, ALL)).toMatchObject({
      readable: true,
      value: { attribute: 'emotional_state', question: 'How do you feel tonight?' },
    });
  });

  it.each([
    ['no_answer', ''],
    ['no_answer', '{"attribute": "age", "question": " "}'],
    ['no_answer', '{"question": "How old are you?"}'],
    ['not_a_candidate', '{"attribute": "shoe_size", "question": "Which size?"}'],
    ['not_a_candidate', 'How are you?'],
    ['contradictory', 'Age or gender.\nWhich is it?'],
    ['contradictory', 'Age. How old are you? And where do you live?'],
  ])('answers %s to %j', (reason, text) => {
    expect(readAcquire(text, ALL)).toEqual({ readable: false, reason });
  });

  it('never chooses outside the candidates', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...ALL], { minLength: 1 }),
        fc.constantFrom(...ALL),
        (candidates, attribute) => {
          const reading = readAcquire(JSON.stringify({ attribute, question: 'Well?' }), candidates);
          expect(reading.readable).toBe(candidates.includes(attribute));
        },
      ),
    );
  });
});

describe('readCompleteness', () => {
  it.each([
    ['{"completeness": 3, "rationale": "x"}', 3],
    ['{"completeness": "3.5"}', 3.5],
    ['```\n{"rationale": "{odd}", "completeness": 0}\n```', 0],
    ['Completeness: 4/5', 4],
    ['The completeness is 2 out of 5 because the completeness: 2', 2],
    ['I rate this 4 out of 5.', 4],
    ['5', 5],
    ['**4.5**', 4.5],
  ])('reads %j', (text, value) => {
    expect(readCompleteness(text)).toEqual({ readable: true, value });
  });

  it.each([
    ['', 'no_answer'],
    ['They are 25 and live alone.', 'no_answer'],
    ['{"rationale": "nothing is known"}', 'no_answer'],
    ['{"completeness": null}', 'no_answer'],
    ['{"completeness": 9}', 'out_of_range'],
    ['Completeness: -1', 'out_of_range'],
    ['7/5', 'out_of_range'],
    ['Completeness: 2. On reflection, completeness: 4.', 'contradictory'],
  ])('does not read %j', (text, reason) => {
    expect(readCompleteness(text)).toEqual({ readable: false, reason });
  });

  it('gives only numbers from 0 to 5, whatever it is told', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.double().map((n) => `completeness: ${n}`),
        ),
        (text) => {
          const reading = readCompleteness(text);
          if (reading.readable) expect(reading.value >= 0 && reading.value <= 5).toBe(true);
        },
      ),
    );
  });
});

describe('readSufficient', () => {
  it.each([
    ['{"sufficient": true, "rationale": "not much is missing"}', true],
    ['{"sufficient": "No"}', false],
    ['Yes.', true],
    ['That is sufficient.', true],
    ['Insufficient: the feeling is not known.', false],
    ['It is not enough.', false],
  ])('reads %j', (text, value) => {
    expect(readSufficient(text)).toEqual({ readable: true, value });
  });

  it.each([
    ['', 'no_answer'],
    ['{"rationale": "x"}', 'no_answer'],
    ['{"sufficient": 1}', 'no_answer'],
    ['Yes and no.', 'contradictory'],
  ])('does not read %j', (text, reason) => {
    expect(readSufficient(text)).toEqual({ readable: false, reason });
  });
});

describe('readBasic', () => {
  it.each([
    ['{"next": "answer"}', 'answer'],
    ['{"next": "Health"}', 'health_status'],
    ['Ask for the emotional state.', 'emotional_state'],
    ['Answer now.', 'answer'],
  ])('reads %j', (text, value) => {
    expect(readBasic(text, ALL)).toEqual({ readable: true, value });
  });

  it.each([
    ['', 'no_answer'],
    ['{"next": 3}', 'no_answer'],
    ['{"next": "shoe size"}', 'not_a_candidate'],
    ['Answer, or ask for the age.', 'contradictory'],
  ])('does not read %j', (text, reason) => {
    expect(readBasic(text, ALL)).toEqual({ readable: false, reason });
  });
});

describe('readSecondLook', () => {
  it.each(['none', 'concern', 'crisis'])('reads %s', (level) => {
    const read = { readable: true, value: level };
    expect(readSecondLook(`{"level": "${level}"}`)).toEqual(read);
    expect(readSecondLook(`Level: ${level.toUpperCase()}.`)).toEqual(read);
  });

  it.each(['', '{"level": "high"}', 'No crisis, perhaps a concern.'])('does not guess from %j', (text) => {
    expect(readSecondLook(text).readable).toBe(false);
  });
});

describe('readReading', () => {
  const said = 'I’m 34, and since   the divorce I feel lost. Should I sell the house?';
  const reading = (object: object) => readReading(JSON.stringify({ facts: [], ...object }), said);

  it('takes facts with words of the message behind them, and no others', () => {
    const facts = [
      { attribute: 'age', value: '34', words: 'I’m 34' },
      { attribute: 'marital_status', value: 'divorced', words: 'Since the divorce' },
      { attribute: 'profession', value: 'nurse', words: 'as a nurse' },
      { attribute: 'shoe_size', value: '34', words: '34' },
      { attribute: 'gender', value: ' ', words: 'I' },
      { attribute: 'emotional_state', value: 'lost', words: '' },
      'nonsense',
    ];
    expect(reading({ facts })).toMatchObject({
      value: {
        facts: [
          { attribute: 'age', value: '34' },
          { attribute: 'marital_status', value: 'divorced' },
        ],
        refusedFacts: 4,
      },
    });
  });

  it('takes a new question only in the words of the message', () => {
    expect(reading({ new_question: 'should I sell the house?' })).toMatchObject({
      value: { newQuestion: 'should I sell the house?' },
    });
    expect(reading({ new_question: 'Should I buy a house?' })).toMatchObject({ value: { newQuestion: '' } });
  });

  it('reads flags and language, and takes what is missing for no', () => {
    const value = { declined: true, asksWhy: false, language: 'pt-BR' };
    expect(reading({ declined: true, language: 'pt-BR' })).toMatchObject({ value });
    expect(reading({ declined: 'yes', language: 'English, I think' })).toMatchObject({
      value: { declined: false, language: '' },
    });
  });

  it.each(['', 'They are 34.', '{"declined": true}', '{"facts": "age"}'])('does not read %j', (text) => {
    expect(readReading(text, said).readable).toBe(false);
  });

  it('never gives a fact that is not in the message', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (message, words) => {
        const text = JSON.stringify({ facts: [{ attribute: 'age', value: 'x', words }] });
        const read = readReading(text, message);
        const folded = (s: string) => s.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
        const found = folded(words) !== '' && folded(message).includes(folded(words));
        expect(read.readable && read.value.facts.length === 1).toBe(found);
      }),
    );
  });
});
