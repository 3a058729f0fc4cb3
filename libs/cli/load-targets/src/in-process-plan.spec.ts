import { describe, expect, it } from '@jest/globals';
import { inProcessPlanTarget } from './in-process-plan.ts';

const WORK = { planner: '', depth: 3, budget: 20, timeoutMs: 60_000 };

describe('inProcessPlanTarget', () => {
  it('plans one call after the other', async () => {
    const target = inProcessPlanTarget(WORK);
    const calls = Array.from({ length: 5 }, (_, index) => target.start(index).outcome);
    expect(await Promise.all(calls)).toEqual(['OK', 'OK', 'OK', 'OK', 'OK']);
    target.close();
  });

  it('gives up what has not begun by its deadline, and what is cancelled', async () => {
    const late = inProcessPlanTarget({ ...WORK, timeoutMs: -1 });
    expect(await late.start(0).outcome).toBe('DEADLINE_EXCEEDED');
    late.close();

    const target = inProcessPlanTarget(WORK);
    const calls = [target.start(0), target.start(1), target.start(2)];
    calls[1]?.cancel();
    expect(await Promise.all(calls.map((call) => call.outcome))).toEqual(['OK', 'CANCELLED', 'OK']);
    const waiting = target.start(3);
    target.close();
    expect(await waiting.outcome).toBe('CANCELLED');
  });

  it('refuses a planner that the core does not have, with the list of those it has', () => {
    expect(() => inProcessPlanTarget({ ...WORK, planner: 'oracle' })).toThrow(/^planner: .*raise-mcts/);
  });
});
