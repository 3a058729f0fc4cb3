import {
  InferenceServiceDefinition,
  JudgeServiceDefinition,
  PlannerServiceDefinition,
  Purpose,
  Role,
} from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import { Metadata } from 'nice-grpc';
import { memoryMb, processesAreWell } from '../invariants/process-health.ts';
import type { StagedScenario } from '../scenario.ts';
import { MODEL } from '../stage/upstream.ts';

const DEADLINE_MS = 1;
const AT_ONCE = 50;
const SETTLED_MS = 3000;
const GROWTH_MB = 120;

export const deadlines: StagedScenario = {
  name: 'deadlines',
  says: 'calls through three hops with a deadline of one millisecond: each ends by it, and nothing goes on behind it',
  times: 3000,
  async play({ stage, times, say }) {
    const rookery = stage.client();
    const inference = rookery.service(InferenceServiceDefinition);
    const judge = rookery.service(JudgeServiceDefinition);
    const planner = rookery.service(PlannerServiceDefinition);
    const options = { timeoutMs: DEADLINE_MS };
    const messages = [{ role: Role.USER, content: 'Are you there?' }];
    const calls: readonly (() => Promise<unknown>)[] = [
      () =>
        inference.generate(
          { model: MODEL, purpose: Purpose.ANSWER, messages },
          { ...options, metadata: Metadata({ 'rookery-model': MODEL }) },
        ),
      () => judge.judge({ query: 'q', profile: {}, response: 'r', judgeModel: MODEL }, options),
      async () => {
        for await (const _ of planner.plan(
          { query: 'q', options: { answerModel: MODEL, judgeModel: MODEL } },
          options,
        ));
      },
    ];
    const ends = new Map<string, number>();
    const wrong = new Set<string>();
    const before = new Map([...stage.pids].map(([service, pid]) => [service, memoryMb(pid)]));
    let made = 0;
    const work = async (): Promise<void> => {
      while (made < times) {
        const call = calls[made++ % calls.length];
        const { code, message } = (await call?.().then(
          () => ({ code: 'OK', message: '' }),
          (caught: unknown) => asRookeryError(caught),
        )) ?? { code: '', message: '' };
        ends.set(code, (ends.get(code) ?? 0) + 1);
        if (!['OK', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'].includes(code))
          wrong.add(`${code}: ${message}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    say([...ends].map(([code, count]) => `${count} ${code}`).join(', '));
    for (const [service, pid] of stage.pids) {
      const grown = memoryMb(pid) - (before.get(service) ?? 0);
      if (grown > GROWTH_MB) wrong.add(`${service} grew by ${Math.round(grown)} MB`);
    }
    const { length: asked } = stage.upstream.asked;
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    if (stage.upstream.asked.length > asked) wrong.add('models are asked after every call has ended');
    return [...wrong, ...processesAreWell(stage)];
  },
};
