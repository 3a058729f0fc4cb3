import { describe, expect, it } from '@jest/globals';
import { ATTRIBUTE_KEYS, type AbstentionForm } from '@rookery/shared-scenario';
import { openConversation } from '../conversation.ts';
import { ScriptedModel, SETTINGS } from '../testing/scripted-model.ts';
import { decideToStop } from './decide-to-stop.ts';

const { signal } = new AbortController();

function decide(form: AbstentionForm, model: ScriptedModel, cost = 0.1) {
  const settings = { ...SETTINGS, abstention: { form, threshold: 3.5 } };
  const input = { candidates: ATTRIBUTE_KEYS, paths: [], costOf: () => cost };
  return decideToStop(openConversation(settings, {}), input, model, signal);
}

describe('decideToStop', () => {
  it('basic: answers, or proposes what to ask for', async () => {
    const model = new ScriptedModel();
    expect(await decide('basic', model)).toMatchObject({ enough: false, proposed: 'age' });
    model.next = () => ({ readable: true, value: 'answer' });
    expect(await decide('basic', model)).toMatchObject({ enough: true, proposed: undefined });
  });

  it.each([true, false])('binary: does what the model says (%s)', async (sufficient) => {
    const model = new ScriptedModel();
    model.sufficientFor = () => ({ readable: true, value: sufficient });
    expect(await decide('binary', model)).toMatchObject({ enough: sufficient, unreadable: false });
  });

  it.each([
    [3.4, false],
    [3.5, true],
  ])('scale: holds %d against its threshold', async (completeness, enough) => {
    const model = new ScriptedModel();
    model.completenessOf = () => ({ readable: true, value: completeness });
    expect(await decide('scale', model)).toMatchObject({ enough, completeness });
  });

  it('calibrated: asks as long as the best question brings more than it costs', async () => {
    const model = new ScriptedModel();
    model.completenessOf = () => ({ readable: true, value: 4 });
    // What is missing: 1.21 x 1/5 x 0.6 = 0.145 points.
    expect(await decide('calibrated', model, 0.14)).toMatchObject({
      enough: false,
      completeness: 4,
      best: { attribute: 'emotional_state', cost: 0.14 },
    });
    expect(await decide('calibrated', model, 0.15)).toMatchObject({ enough: true });
  });
});
