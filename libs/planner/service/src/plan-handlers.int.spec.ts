import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Path, PlanRequest, PlanResponse } from '@rookery/shared-contracts';
import { ANNA, BOB, InProcess, MODEL, OPERATOR, PLAN, called } from './testing/in-process.ts';

let service: InProcess;

beforeAll(async () => {
  service = await InProcess.open();
});
afterAll(() => service.close());

const pathIn = (responses: readonly PlanResponse[]): Path => {
  const event = responses.at(-1)?.event;
  if (event?.$case !== 'path') throw new Error('no path came');
  return event.value;
};

describe('the request id of Plan', () => {
  const REUSED = {
    code: 'INVALID_ARGUMENT',
    reason: 'REQUEST_ID_REUSED',
    violations: [expect.objectContaining({ field: 'request_id' })],
  };

  it('gives the same request the stored path, without asking a model again', async () => {
    const request = { requestId: 'same', library: 'libraries/same' };
    const path = pathIn(await service.plan(ANNA, request));
    expect(path.name).toMatch(/^libraries\/same\/paths\/./);
    const calls = service.modelCalls;
    expect(await service.plan(ANNA, request)).toEqual([{ event: { $case: 'path', value: path } }]);
    expect(service.modelCalls).toBe(calls);
  });

  it.each<[what: string, change: Partial<PlanRequest>]>([
    ['query', { query: 'How can I wake up?' }],
    ['profile', { profile: { values: { age: '30-34', gender: 'Other' } } }],
    ['library', { library: 'libraries/elsewhere' }],
    ['library, now none', { library: '' }],
    ['options', { options: { ...(PLAN.options ?? fail()), seed: 9 } }],
  ])('is refused for a request with another %s', async (_, change) => {
    const request = { requestId: 'taken', library: 'libraries/taken' };
    await service.plan(ANNA, request);
    const calls = service.modelCalls;
    await expect(service.plan(ANNA, { ...request, ...change })).rejects.toMatchObject(REUSED);
    expect(service.modelCalls).toBe(calls);
  });

  it("is free when another key has used it, and never gives that key's path", async () => {
    const request = { requestId: 'shared', query: 'canary' };
    const annas = pathIn(await service.plan(ANNA, { ...request, library: 'libraries/annas' }));
    const bobs = pathIn(await service.plan(BOB, { ...request, library: 'libraries/bobs' }));
    expect(bobs.name).toMatch(/^libraries\/bobs\/paths\//);
    const olgas = pathIn(await service.plan(OPERATOR, { ...request, library: 'libraries/annas' }));
    expect(olgas.name).not.toBe(annas.name);
  });

  it('gives one path to calls at once', async () => {
    const request = { requestId: 'at-once', library: 'libraries/at-once' };
    const [one, other] = await Promise.all([service.plan(ANNA, request), service.plan(ANNA, request)]);
    expect(pathIn(one).name).toBe(pathIn(other).name);
  });
});

describe('the library of Plan', () => {
  it('is made when new, and belongs to the caller', async () => {
    await service.plan(ANNA, { library: 'libraries/new' });
    const got = await called(ANNA, (context) =>
      service.libraries.getLibrary({ name: 'libraries/new' }, context),
    );
    expect(got.library).toMatchObject({ name: 'libraries/new', owner: 'anna', paths: 1 });
  });

  it("is never another tenant's, for an operator either", async () => {
    await service.plan(ANNA, { library: 'libraries/hers' });
    for (const caller of [BOB, OPERATOR]) {
      await service.plan(caller, { library: 'libraries/hers' });
      const { library } = await called(caller, (context) =>
        service.libraries.getLibrary({ name: 'libraries/hers' }, context),
      );
      expect(library).toMatchObject({ owner: caller.name, paths: 1 });
    }
  });
});

describe('Plan with validate_only', () => {
  const validate = (change: Parameters<InProcess['plan']>[1], caller = ANNA) =>
    service.plan(caller, { validateOnly: true, ...change });
  const options = { ...PLAN.options, answerModel: MODEL, judgeModel: MODEL };

  it('ends without a message, asks no model and makes nothing', async () => {
    const calls = service.modelCalls;
    expect(await validate({ library: 'libraries/checked', requestId: 'checked' })).toEqual([]);
    expect(await validate({ query: '', profile: undefined })).toEqual([]);
    expect(service.modelCalls).toBe(calls);
    await expect(
      called(ANNA, (context) => service.libraries.getLibrary({ name: 'libraries/checked' }, context)),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rowCount } = await service.database.pool.query(
      `SELECT FROM planner.path WHERE request_id = 'checked'`,
    );
    expect(rowCount).toBe(0);
  });

  it.each<[field: string, change: Parameters<InProcess['plan']>[1]]>([
    ['options.planner', { options: { ...options, planner: 'clairvoyant' } }],
    ['options.parameters_json.courage', { options: { ...options, parametersJson: '{"courage":1}' } }],
    ['options.answer_model', { options: { ...options, answerModel: '' } }],
    ['known_attributes', { knownAttributes: ['profession'] }],
    ['world.settings_json', { world: { settingsJson: '[]' }, query: '', profile: undefined, options: {} }],
    ['options.planner', { world: {}, query: '', profile: undefined, options: { planner: 'nobody' } }],
  ])('says what is wrong: %s', async (field, change) => {
    await expect(validate(change)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [expect.objectContaining({ field })],
    });
  });

  it('knows models and libraries', async () => {
    await expect(validate({ options: { ...options, judgeModel: 'sim/nobody' } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      reason: 'MODEL_UNKNOWN',
      message: expect.stringContaining('options.judge_model'),
    });
    await service.plan(ANNA, { library: 'libraries/known' });
    expect(await validate({ library: 'libraries/known' })).toEqual([]);
    await service.database.pool.query(
      `UPDATE planner.library SET embedder = 'other' WHERE name = 'anna~known'`,
    );
    expect(await validate({ library: 'libraries/known' }, BOB)).toEqual([]);
    await expect(validate({ library: 'libraries/known' })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'EMBEDDER_MISMATCH',
    });
  });

  it('takes simulated problems too', async () => {
    expect(
      await validate({ world: { seed: 3 }, query: '', profile: undefined, options: { planner: 'uct' } }),
    ).toEqual([]);
  });
});

function fail(): never {
  throw new Error('the request has options');
}
