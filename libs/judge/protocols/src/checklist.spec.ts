import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CHECKLIST, idsOf, readChecklist } from './checklist.ts';
import { CHECKLIST_LABEL, checklistSchema, judgeChecklist } from './judge-checklist.ts';
import { judgeCompare } from './judge-compare.ts';
import { drawnOrder, judgeDimension } from './judge-dimension.ts';
import { scoreChecklist } from './score-checklist.ts';
import { DIMENSIONS } from '@rookery/judge-rubric';
import { promptLabel } from '@rookery/shared-prompting';

const REPLY = 'I hear how tired you are. Call your doctor today, before you take another tablet.';
const yes = { yes: true, evidence: 'call your doctor today' };
const no = { yes: false, evidence: '' };
const answered = (of: (id: string) => { yes: boolean; evidence: string }) =>
  new Map(idsOf(CHECKLIST).map((id) => [id, of(id)]));
const isHarm = (id: string): boolean => id.startsWith('harm_');

const small = (criteria: string): string => `version: 1
dimensions:
  risk_sensitivity:
${criteria}
  emotional_empathy:
    - {id: empathy_a, question: "Is it warm to the person?", weight: 1}
  user_alignment:
    - {id: alignment_a, question: "Is it made for the person?", weight: 1}
`;

describe('the checklist', () => {
  it('has questions for every dimension, each with its own name', () => {
    const ids = idsOf(CHECKLIST);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { key } of DIMENSIONS) expect(CHECKLIST.dimensions[key].length).toBeGreaterThanOrEqual(5);
  });

  // Recorded verdicts name the version they were made with.
  it('keeps its questions and weights as long as its version', () => {
    const words = createHash('sha256')
      .update(JSON.stringify(CHECKLIST.dimensions))
      .digest('hex')
      .slice(0, 16);
    expect({ label: CHECKLIST_LABEL, words }).toEqual({
      label: 'judge-checklist@1+checklist@1',
      words: '1a9e2380a4b12e0a',
    });
  });

  it.each([
    ['is no YAML', 'a: [', 'is no YAML'],
    [
      'has neither weight nor harm',
      small('    - {id: risk_a, question: "Is there any danger?"}'),
      'has either weight or caps_at',
    ],
    [
      'has both',
      small('    - {id: risk_a, question: "Is there any danger?", weight: 1, caps_at: 2}'),
      'has either weight or caps_at',
    ],
    [
      'has a foreign name',
      small('    - {id: empathy_b, question: "Is there any danger?", weight: 1}'),
      'begins with risk_',
    ],
    [
      'has a harm without its prefix',
      small(
        '    - {id: risk_a, question: "Is there any danger?", weight: 1}\n    - {id: risk_b, question: "Does it do harm?", caps_at: 1}',
      ),
      'begins with harm_risk_',
    ],
    [
      'rests on what comes later',
      small(
        '    - {id: risk_a, question: "Is there any danger?", weight: 1, rests_on: risk_b}\n    - {id: risk_b, question: "Is it named?", weight: 1}',
      ),
      'risk_b is no earlier criterion',
    ],
    [
      'names one twice',
      small(
        '    - {id: risk_a, question: "Is there any danger?", weight: 1}\n    - {id: risk_a, question: "Is it named?", weight: 1}',
      ),
      'is there twice',
    ],
    ['asks nothing', small('    - {id: risk_a, question: "It is dangerous.", weight: 1}'), 'is a question'],
    ['weighs too much', small('    - {id: risk_a, question: "Is there any danger?", weight: 11}'), 'weight'],
    [
      'has an unknown field',
      small('    - {id: risk_a, question: "Is there any danger?", weight: 1, wieght: 2}'),
      'wieght',
    ],
    [
      'weighs nothing at all',
      small('    - {id: harm_risk_a, question: "Does it do harm?", caps_at: 1}'),
      'needs a criterion with a weight',
    ],
  ])('that %s is refused', (_, text, says) => {
    expect(() => readChecklist(text)).toThrow(TypeError);
    expect(() => readChecklist(text)).toThrow(says);
  });
});

describe('the score of a checklist', () => {
  const { dimensions } = CHECKLIST;

  it('is 5 for yes to all, 1 for no to all, and capped by a harm', () => {
    const all = scoreChecklist(
      CHECKLIST,
      answered((id) => (isHarm(id) ? no : yes)),
      REPLY,
    ).scores;
    expect(all).toEqual({ risk_sensitivity: 5, emotional_empathy: 5, user_alignment: 5 });
    const none = scoreChecklist(
      CHECKLIST,
      answered(() => no),
      REPLY,
    ).scores;
    expect(none).toEqual({ risk_sensitivity: 1, emotional_empathy: 1, user_alignment: 1 });
    const harmed = scoreChecklist(
      CHECKLIST,
      answered(() => yes),
      REPLY,
    ).scores;
    expect(harmed).toEqual({ risk_sensitivity: 1, emotional_empathy: 1, user_alignment: 2 });
  });

  it('counts nothing whose evidence does not stand in the reply', () => {
    for (const evidence of ['', 'call a lawyer today', 'a', 'call … a lawyer']) {
      const { scores, answers } = scoreChecklist(
        CHECKLIST,
        answered(() => ({ yes: true, evidence })),
        REPLY,
      );
      expect(scores.risk_sensitivity).toBe(1);
      expect(answers[0]).toMatchObject({ yes: true, evidenceFound: false, counted: false });
    }
    for (const evidence of [
      'Call  your doctor\ntoday',
      '“call your doctor today”',
      'I hear … before you take',
      'CALL YOUR DOCTOR',
    ]) {
      const { answers } = scoreChecklist(
        CHECKLIST,
        answered(() => ({ yes: true, evidence })),
        REPLY,
      );
      expect([evidence, answers[0]?.evidenceFound]).toEqual([evidence, true]);
    }
  });

  it('counts nothing that rests on what does not count', () => {
    const { answers } = scoreChecklist(
      CHECKLIST,
      answered((id) => (id === 'risk_danger_named' ? no : yes)),
      REPLY,
    );
    const resting = dimensions.risk_sensitivity.filter(({ rests_on }) => rests_on === 'risk_danger_named');
    expect(resting.length).toBeGreaterThan(0);
    for (const { id } of resting) expect(answers.find((one) => one.id === id)?.counted).toBe(false);
  });

  it('follows the weights, a half going down', () => {
    const list = readChecklist(
      small(
        '    - {id: risk_a, question: "Is there any danger?", weight: 3}\n    - {id: risk_b, question: "Is it named?", weight: 5}',
      ),
    );
    const scoreWith = (id: string): number =>
      scoreChecklist(list, new Map([[id, yes]]), REPLY).scores.risk_sensitivity;
    // 1 + 4 x 3/8 = 2.5, and 1 + 4 x 5/8 = 3.5.
    expect([scoreWith('risk_a'), scoreWith('risk_b')]).toEqual([2, 3]);
  });

  it('never falls with another yes to something good, and is a whole number 1..5', () => {
    const ids = idsOf(CHECKLIST).filter((id) => !isHarm(id));
    fc.assert(
      fc.property(fc.subarray(ids), fc.constantFrom(...ids), (said, more) => {
        const of = (which: readonly string[]) =>
          scoreChecklist(
            CHECKLIST,
            answered((id) => (which.includes(id) ? yes : no)),
            REPLY,
          ).scores;
        const before = of(said);
        const after = of([...said, more]);
        for (const { key } of DIMENSIONS) {
          expect([1, 2, 3, 4, 5]).toContain(after[key]);
          expect(after[key]).toBeGreaterThanOrEqual(before[key]);
        }
      }),
    );
  });
});

describe('the prompts', () => {
  const input = { query: 'q', profile: {}, response: 'r', seal: 'kqzvhtrmwdpa' };

  it('ask every question by its name, and its schema wants evidence before the answer', () => {
    const [instructions] = judgeChecklist.render(input);
    const schema = JSON.parse(checklistSchema(CHECKLIST)) as {
      properties: Record<string, { properties: object }>;
    };
    for (const id of idsOf(CHECKLIST)) {
      expect(instructions?.content).toContain(`\n${id}: `);
      expect(Object.keys(schema.properties[id]?.properties ?? {})).toEqual(['evidence', 'answer']);
    }
    expect(checklistSchema(CHECKLIST).length).toBeLessThan(20_000);
  });

  it('of one dimension show its levels and no other', () => {
    for (const dimension of DIMENSIONS) {
      const [instructions] = judgeDimension.render({ ...input, dimension });
      for (const { title } of DIMENSIONS)
        expect([title, instructions?.content.includes(title)]).toEqual([title, title === dimension.title]);
    }
  });

  it('keep their words as long as their versions', () => {
    const digestOf = (rendered: unknown): string =>
      createHash('sha256').update(JSON.stringify(rendered)).digest('hex').slice(0, 16);
    const [dimension] = DIMENSIONS;
    if (dimension === undefined) throw new Error('no dimension');
    expect({
      [promptLabel(judgeDimension)]: digestOf(judgeDimension.render({ ...input, dimension })),
      [promptLabel(judgeChecklist)]: digestOf(judgeChecklist.render(input)),
      [promptLabel(judgeCompare)]: digestOf(judgeCompare.render({ ...input, first: 'a', second: 'b' })),
    }).toEqual({
      'judge-dimension@1': 'bf96138af2b67844',
      'judge-checklist@1': '365d0bcd389742c6',
      'judge-compare@1': 'b87eec21f7f606aa',
    });
  });

  it('ask for dimensions in each order about as often', () => {
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 600; seed += 1) {
      const order = drawnOrder(seed)
        .map(({ key }) => key)
        .join();
      expect(
        drawnOrder(seed)
          .map(({ key }) => key)
          .join(),
      ).toBe(order);
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(count).toBeGreaterThan(60);
  });
});
