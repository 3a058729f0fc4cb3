import { describe, expect, it } from '@jest/globals';
import { variablePrints, withoutEffect } from './without-effect.ts';

const set = { OPENAI_BASE_URL: 'http://a/v1', OPENAI_API_KEY: 'sk-canary' };

describe('variables that only a platform reads', () => {
  it('are said to have no effect on one that was started without them, or with others', () => {
    expect(withoutEffect('h:1', variablePrints({}), set)).toMatch(
      /^without effect here: OPENAI_BASE_URL, OPENAI_API_KEY \(.* h:1 runs already\)$/,
    );
    const other = variablePrints({ ...set, OPENAI_BASE_URL: 'http://b/v1' });
    expect(withoutEffect('h:1', other, set)).toMatch(/^without effect here: OPENAI_BASE_URL \(/);
    expect(withoutEffect('h:1', undefined, set)).toMatch(/OPENAI_BASE_URL, OPENAI_API_KEY/);
  });

  it('are not spoken of when it has the same', () => {
    expect(withoutEffect('h:1', variablePrints(set), set)).toBeUndefined();
    expect(withoutEffect('h:1', variablePrints(set), {})).toBeUndefined();
  });

  it('leave no value behind', () => {
    expect(JSON.stringify(variablePrints(set))).not.toMatch(/canary|http/);
  });
});
