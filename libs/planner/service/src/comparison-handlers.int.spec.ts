import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ComparePlannersRequest, Comparison, JobState } from '@rookery/shared-contracts';
import type { Caller } from '@rookery/shared-runtime';
import { ANNA, BOB, called, COMPARE, InProcess, MODEL, OPERATOR } from './testing/in-process.ts';

const FIRST = { pageSize: 0, pageToken: '' };

let service: InProcess;

beforeAll(async () => {
  service = await InProcess.open();
});
afterAll(() => service.close());

type Change = Parameters<typeof ComparePlannersRequest.fromPartial>[0];

async function compare(caller: Caller, change: Change = {}): Promise<Comparison> {
  const request = ComparePlannersRequest.fromPartial({ ...COMPARE, ...change });
  const { comparison } = await called(caller, async (context) =>
    service.comparisons.comparePlanners(request, context),
  );
  return Comparison.fromPartial(comparison ?? {});
}

const LIVE: Change = {
  spec: {
    contenders: [{ planner: 'random' }],
    checkpoints: [1],
    live: { answerModel: MODEL, judgeModel: MODEL, depth: 1, replicates: 1 },
  },
  queries: ['a', 'b'].map((query) => ({ query, profile: { values: { age: '55+' } } })),
};

describe('the request id of ComparePlanners', () => {
  it('gives the same request the same comparison, and is refused for another', async () => {
    const requestId = 'r';
    const first = await compare(ANNA, { ...LIVE, requestId });
    expect((await compare(ANNA, { ...LIVE, requestId })).name).toBe(first.name);
    const [query] = LIVE.queries ?? [];
    for (const other of [
      { ...LIVE, queries: [...(LIVE.queries ?? []), ...(query === undefined ? [] : [query])] },
      { ...LIVE, spec: { ...LIVE.spec, checkpoints: [2] } },
    ]) {
      await expect(compare(ANNA, { ...other, requestId })).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
        reason: 'REQUEST_ID_REUSED',
        violations: [expect.objectContaining({ field: 'request_id' })],
      });
    }
    expect((await compare(BOB, { ...LIVE, requestId })).name).not.toBe(first.name);
  });
});

describe("another key's comparison", () => {
  it('is not there: not to be read, watched, cancelled, resumed, erased or listed', async () => {
    const { name, owner } = await compare(ANNA);
    expect(owner).toBe('anna');
    const { comparisons } = service;
    for (const call of [
      called(BOB, async (context) => comparisons.getComparison({ name }, context)),
      called(BOB, (context) => Array.fromAsync(comparisons.watchComparison({ name }, context))),
      called(BOB, async (context) => comparisons.cancelComparison({ name }, context)),
      called(BOB, async (context) => comparisons.resumeComparison({ name }, context)),
      called(BOB, async (context) => comparisons.deleteComparison({ name }, context)),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    const listed = (caller: Caller) =>
      called(caller, async (context) => {
        const page = await comparisons.listComparisons(FIRST, context);
        return (page.comparisons ?? []).map((one) => one.name);
      });
    expect(await listed(ANNA)).toContain(name);
    expect(await listed(OPERATOR)).toContain(name);
    expect(await listed(BOB)).not.toContain(name);
  });
});

describe('a comparison', () => {
  it('shows how many queries came with it, and never which', async () => {
    const made = await compare(ANNA, LIVE);
    expect(made).toMatchObject({ queries: 2, state: JobState.PENDING, searchesTotal: 2, simulated: true });
    expect(JSON.stringify(made)).not.toContain('55+');
  });

  it('is erased with its queries', async () => {
    const { name } = await compare(ANNA, LIVE);
    const id = name.replace('comparisons/', '');
    const rows = async () =>
      (await service.database.pool.query('SELECT FROM planner_comparison.query WHERE job = $1', [id]))
        .rowCount;
    expect(await rows()).toBe(2);
    await called(ANNA, async (context) => service.comparisons.deleteComparison({ name }, context));
    expect(await rows()).toBe(0);
    await expect(
      called(ANNA, async (context) => service.comparisons.getComparison({ name }, context)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
