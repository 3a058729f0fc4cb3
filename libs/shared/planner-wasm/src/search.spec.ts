import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSearch, restoreSearch, type Answer, type Question, type Search } from './search.ts';
import { listPlanners } from './planners.ts';

// What an answer is worth depends on the question alone, so that two runs can be compared.
function answerTo(question: Question, attributes: number): Answer {
  if (question.kind === 'rank') {
    const weights = Array.from({ length: attributes }, (_, attribute) => 1 + ((attribute * 7) % 11));
    return { kind: 'weights', id: question.id, weights };
  }
  const members = Array.from(
    { length: attributes },
    (_, a) => Number((question.subset >> BigInt(a)) & 1n) * (a + 1),
  );
  const worth = members.reduce((sum, x) => sum + x, 0) / (attributes * (attributes + 1));
  return { kind: 'reward', id: question.id, reward: 1 + 4 * worth };
}

function finish(search: Search, attributes: number, batch: number): void {
  while (!search.finished) search.tell(search.ask(batch).map((question) => answerTo(question, attributes)));
}

describe('listPlanners', () => {
  it('describes every planner with parameters, ranges and defaults', () => {
    const planners = listPlanners();
    expect(planners.map((planner) => planner.name)).toContain('raise-mcts');
    for (const planner of planners) {
      expect(planner.description.length).toBeGreaterThan(20);
      for (const parameter of planner.parameters) {
        expect(parameter.description.length).toBeGreaterThan(10);
        const accepted = createSearch({}, planner.name, { [parameter.name]: parameter.default });
        accepted.close();
      }
    }
  });
});

describe.each(listPlanners())('a $name search', ({ name: planner, mostAttributes }) => {
  it('ends within its budget with a path of the wanted depth', () => {
    const search = createSearch({ budget: 40, depth: 3, known: 0b10n, forbidden: 0b101n }, planner);
    finish(search, 10, 8);
    const path = search.bestPath();
    expect(path.steps).toHaveLength(3);
    for (const step of path.steps) expect([0, 1, 2]).not.toContain(step.attribute);
    expect(path.steps.at(-1)?.subset).toBe(
      path.steps.reduce((mask, s) => mask | (1n << BigInt(s.attribute)), 0b10n),
    );
    expect(search.progress().evaluationsAsked).toBeLessThanOrEqual(40);
    search.close();
  });

  it('takes no problem wider than it says', () => {
    const wider = { attributes: mostAttributes + 1 };
    expect(() => createSearch(wider, planner)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(`${wider.attributes} is not in 1..${mostAttributes}`),
      }),
    );
  });

  it('continues from its saved bytes exactly as if it had not stopped', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 8 }),
        // The widest problem takes some planners a hundred times as long as that of the paper.
        fc.constantFrom(10, 3, 10, 10, mostAttributes),
        fc.bigInt(0n, 2n ** 64n - 1n),
        (stop, batch, attributes, seed) => {
          const problem = { budget: 30, attributes, depth: 2, seed };
          const whole = createSearch(problem, planner);
          finish(whole, attributes, batch);
          let part = createSearch(problem, planner);
          for (let round = 0; round < stop; round += 1) {
            part.ask(batch);
            const saved = part.save();
            part.close();
            part = restoreSearch(saved);
            part.tell(part.openQuestions().map((question) => answerTo(question, attributes)));
          }
          finish(part, attributes, batch);
          expect(part.trace()).toEqual(whole.trace());
          expect(part.bestPath()).toEqual(whole.bestPath());
          part.close();
          whole.close();
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('wrong input', () => {
  it('names every refused field of the problem', () => {
    expect(() => createSearch({ attributes: 65, depth: 0, known: 1n << 63n }, 'raise-mcts')).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        violations: [
          { field: 'problem.attributes', description: '65 is not in 1..64' },
          { field: 'problem.depth', description: '0 is not in 1..64' },
        ],
      }),
    );
    expect(() => createSearch({ seed: -1n }, 'raise-mcts')).toThrow(/problem\.seed: -1 is not in/);
    expect(() => createSearch({ budget: 1.5 }, 'raise-mcts')).toThrow(/problem\.budget: 1\.5/);
  });

  it('lists the known planners and parameters', () => {
    expect(() => createSearch({}, 'no-such')).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND', message: expect.stringContaining('raise-mcts') }),
    );
    expect(() => createSearch({}, 'raise-mcts', { exploraton: 1 })).toThrow(
      /parameters\.exploraton: is not known; known are: .*exploration/,
    );
    expect(() => createSearch({}, 'raise-mcts', { exploration: -1, bonus: 'big' })).toThrow(
      /parameters\.exploration: -1 is not in 0\.\.100.*|parameters\.bonus: must be one of paper, log/,
    );
  });

  it('refuses rewards and weights by question, and takes none of such a batch', () => {
    const search = createSearch({}, 'raise-mcts');
    const [ranking] = search.ask(1);
    if (ranking === undefined) throw new Error('nothing was asked');
    expect(() => search.tell([{ kind: 'weights', id: ranking.id, weights: [1, 2] }])).toThrow(
      /question 1: 2 weights for 10/,
    );
    expect(() => search.tell([{ kind: 'reward', id: ranking.id, reward: 3 }])).toThrow(
      /question 1: a ranking was asked/,
    );
    search.tell([answerTo(ranking, 10)]);
    const [next] = search.ask(1);
    if (next === undefined) throw new Error('nothing was asked');
    search.tell([answerTo(next, 10)]);
    const evaluation = search.ask(1)[0];
    expect(evaluation?.kind).toBe('evaluate');
    const id = evaluation?.id ?? 0;
    for (const reward of [Number.NaN, 0.5, 5.5, Number.POSITIVE_INFINITY]) {
      expect(() => search.tell([{ kind: 'reward', id, reward }])).toThrow(
        /question 3: reward .* is not in 1\.\.5/,
      );
    }
    const twice: Answer[] = [
      { kind: 'reward', id, reward: 3 },
      { kind: 'failed', id },
    ];
    expect(() => search.tell(twice)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(search.openQuestions()).toEqual([evaluation]);
    search.close();
  });

  it('says that a search is closed', () => {
    const search = createSearch({}, 'raise-mcts');
    search.close();
    search.close();
    expect(() => search.ask(1)).toThrow(
      expect.objectContaining({ code: 'FAILED_PRECONDITION', message: 'search: is closed' }),
    );
  });

  it('refuses damaged saves', () => {
    const search = createSearch({}, 'raise-mcts');
    const saved = search.save();
    saved[10] = (saved[10] ?? 0) ^ 1;
    expect(() => restoreSearch(saved)).toThrow(expect.objectContaining({ code: 'DATA_LOSS' }));
    expect(() => restoreSearch(new Uint8Array())).toThrow(expect.objectContaining({ code: 'DATA_LOSS' }));
    search.close();
  });
});
