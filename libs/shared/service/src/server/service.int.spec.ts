import { afterEach, describe, expect, it } from '@jest/globals';
import { JudgeServiceDefinition } from '@rookery/shared-contracts';
import type { JudgeServiceImplementation } from '@rookery/shared-contracts';
import { callContext, client, connect, createLog, servingCheck, startService } from '../index.ts';
import type { RunningService } from '../index.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const judge: JudgeServiceImplementation = {
  judge: async (request) => ({
    verdict: { judgeModel: request.judgeModel, promptVersion: callContext().requestId },
  }),
  async *judgeStream(requests) {
    for await (const request of requests) yield { itemId: request.itemId };
  },
};

async function start(): Promise<RunningService> {
  const running = await startService({
    name: 'judge',
    host: '127.0.0.1',
    port: 0,
    log: createLog('test', 'silent'),
    services: [{ definition: JudgeServiceDefinition, implementation: judge }],
  });
  closers.push(() => running.close());
  return running;
}

describe('a service', () => {
  it('answers', async () => {
    const running = await start();
    const channel = connect(running.address);
    closers.push(() => channel.close());
    const answer = await client(JudgeServiceDefinition, channel).judge(
      {
        judgeModel: 'm',
        query: 'q',
        profile: {},
        response: 'r',
      },
      { timeoutMs: 10_000 },
    );
    expect(answer.verdict?.judgeModel).toBe('m');
    await servingCheck(channel, JudgeServiceDefinition.fullName).check(AbortSignal.timeout(10_000));
    await expect(client(JudgeServiceDefinition, channel).judge({ judgeModel: 'm' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'query' }, { field: 'profile' }, { field: 'response' }],
    });
  });
});
