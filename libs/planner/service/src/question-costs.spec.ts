import { describe, expect, it } from '@jest/globals';
import { STANDARD_QUESTION_COSTS } from '@rookery/shared-scenario';
import { plannerConfig } from './config.ts';

const costsOf = (environment: Record<string, string>) =>
  plannerConfig.parse(environment).ROOKERY_QUESTION_COSTS;

describe('ROOKERY_QUESTION_COSTS', () => {
  it("is the platform's table where nothing is said", () => {
    expect(costsOf({})).toEqual(STANDARD_QUESTION_COSTS);
    expect(costsOf({ ROOKERY_QUESTION_COSTS: 'standard' })).toEqual(STANDARD_QUESTION_COSTS);
  });

  it('can make questions free, or name what some cost', () => {
    expect(costsOf({ ROOKERY_QUESTION_COSTS: 'none' })).toEqual({});
    expect(costsOf({ ROOKERY_QUESTION_COSTS: '{"age": 0.5}' })).toEqual({ age: 0.5 });
  });

  it.each(['cheap', '{"shoe_size": 1}', '{"age": 4.5}', '{"age": -1}', '3'])('refuses %s', (text) => {
    const refused = plannerConfig.safeParse({ ROOKERY_QUESTION_COSTS: text });
    expect(refused.error?.issues).toMatchObject([
      {
        path: ['ROOKERY_QUESTION_COSTS'],
        message: expect.stringContaining('standard, none or a JSON object'),
      },
    ]);
  });
});
