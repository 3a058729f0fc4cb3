import { describe, expect, it } from '@jest/globals';
import { type Worker } from '@rookery/shared-contracts';
import fc from 'fast-check';
import { chooseWorker, loadOf } from './choose-worker.ts';
import { noWorkerError, offeredModels } from './offered-models.ts';

const model = (id: string): Worker['models'][number] => ({
  id,
  simulated: false,
  capabilities: [],
  inputUsdPerMillionTokens: undefined,
  outputUsdPerMillionTokens: undefined,
});
const worker = (id: string, fields: Partial<Worker> = {}): Worker => ({
  id,
  address: `${id}:1`,
  models: [model('m')],
  capacity: 10,
  inFlight: 0,
  silentServers: [],
  ...fields,
});
const idle = { ownInFlight: new Map<string, number>() };

describe('chooseWorker', () => {
  const workers = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      capacity: fc.integer({ min: 1, max: 20 }),
      inFlight: fc.integer({ min: 0, max: 40 }),
      models: fc.subarray([model('m'), model('n')]),
    }),
    { selector: ({ id }) => id, maxLength: 8 },
  );

  it('takes the least loaded one that serves the model and was not tried', () => {
    fc.assert(
      fc.property(workers, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(5), (parts, tieBreak, own) => {
        const all = parts.map((part) => worker(part.id, part));
        const tried = new Set(all.slice(0, 1).map(({ id }) => id));
        const ownInFlight = new Map(all.map(({ id }, i) => [id, (own * i) % 7]));
        const able = all.filter(
          ({ id, models }) => !tried.has(id) && models.some((offered) => offered.id === 'm'),
        );
        const chosen = chooseWorker(all, 'm', { ownInFlight, tried, tieBreak });
        if (chosen === undefined) return expect(able).toEqual([]);
        expect(able).toContain(chosen);
        const least = Math.min(...able.map((one) => loadOf(one, ownInFlight)));
        expect(loadOf(chosen, ownInFlight)).toBe(least);
      }),
    );
  });

  it('counts own calls on top of reported ones, over the capacity', () => {
    const [small, big] = [worker('small', { capacity: 2 }), worker('big', { capacity: 100, inFlight: 10 })];
    expect(chooseWorker([small, big], 'm', idle)?.id).toBe('small');
    expect(chooseWorker([small, big], 'm', { ownInFlight: new Map([['small', 1]]) })?.id).toBe('big');
  });

  it('spreads equals by the tie break', () => {
    const equals = [worker('a'), worker('b')];
    expect([0, 0.6, 1].map((tieBreak) => chooseWorker(equals, 'm', { ...idle, tieBreak })?.id)).toEqual([
      'a',
      'b',
      'b',
    ]);
  });

  it('takes one that failed a moment ago only when nobody else is there', () => {
    const avoided = new Set(['a']);
    expect(chooseWorker([worker('a'), worker('b', { inFlight: 9 })], 'm', { ...idle, avoided })?.id).toBe(
      'b',
    );
    expect(chooseWorker([worker('a')], 'm', { ...idle, avoided })?.id).toBe('a');
  });
});

describe('a request id', () => {
  const workers = fc.uniqueArray(
    fc.record({
      id: fc.string({ minLength: 1, maxLength: 3 }),
      capacity: fc.integer({ min: 1, max: 9 }),
      inFlight: fc.nat(9),
    }),
    { selector: ({ id }) => id, minLength: 2, maxLength: 8 },
  );
  const full = { inFlight: 10, capacity: 10 };

  it('belongs to one worker, wherever it stands in the list and however busy the others are', () => {
    fc.assert(
      fc.property(workers, fc.uuid(), fc.nat(8), (parts, requestId, own) => {
        const all = parts.map(({ id }) => worker(id));
        const owner = chooseWorker(all, 'm', { ...idle, requestId });
        const busy = parts.map((part) => worker(part.id, part.id === owner?.id ? {} : part)).reverse();
        const ownInFlight = new Map([[owner?.id ?? '', own]]);
        expect(chooseWorker(busy, 'm', { ownInFlight, requestId })?.id).toBe(owner?.id);
      }),
    );
  });

  it('stays with its worker when another one comes or goes', () => {
    fc.assert(
      fc.property(workers, fc.uuid(), fc.nat(7), (parts, requestId, which) => {
        const all = parts.map(({ id }) => worker(id));
        const owner = chooseWorker(all, 'm', { ...idle, requestId });
        const gone = all[which % all.length];
        const rest = all.filter((one) => one !== gone);
        const then = chooseWorker(rest, 'm', { ...idle, requestId });
        if (owner !== gone) expect(then).toBe(owner);
        else expect(rest).toContain(then);
      }),
    );
  });

  it('goes to another when its worker is full, was tried or failed, and to the least loaded when all are full', () => {
    const all = ['a', 'b', 'c'].map((id) => worker(id));
    const choose = (changed: readonly Worker[], state = {}) =>
      chooseWorker(changed, 'm', { ...idle, requestId: 'r', ...state })?.id;
    const owner = choose(all) ?? '';
    const next = choose(all, { tried: new Set([owner]) });
    expect(next).not.toBe(owner);
    expect(choose(all, { avoided: new Set([owner]) })).toBe(next);
    expect(choose(all.map((one) => (one.id === owner ? { ...one, ...full } : one)))).toBe(next);
    expect(choose(all, { ownInFlight: new Map([[owner, 10]]) })).toBe(next);
    const crowded = all.map((one) => ({ ...one, ...full, inFlight: one.id === 'b' ? 11 : 12 }));
    expect(choose(crowded)).toBe('b');
  });

  it('spreads over the workers like any other', () => {
    const all = ['w1', 'w2', 'w3'].map((id) => worker(id));
    const counts = new Map<string, number>();
    for (let call = 0; call < 3000; call += 1) {
      const id = chooseWorker(all, 'm', { ...idle, requestId: `call-${call}` })?.id ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(counts.size).toBe(3);
  });
});

describe('what is there', () => {
  it('lists every model once, ordered by id', () => {
    const two = [worker('a', { models: [model('z'), model('m')] }), worker('b')];
    expect(offeredModels(two).map(({ id }) => id)).toEqual(['m', 'z']);
  });

  it('is named when a model is not known; without workers it is a matter of waiting', () => {
    expect(noWorkerError([worker('a')], 'x')).toMatchObject({
      code: 'NOT_FOUND',
      message: 'model: no worker serves x; known models: m',
    });
    expect(noWorkerError([], 'x').code).toBe('UNAVAILABLE');
  });

  it('says which model servers are silent: the model may be behind one of them', () => {
    const silentServers = [{ worker: 'a', reason: 'nothing answers; check OPENAI_BASE_URL' }];
    expect(noWorkerError([worker('a', { silentServers })], 'x')).toMatchObject({
      code: 'NOT_FOUND',
      message:
        'model: no worker serves x; known models: m; a model server cannot be asked: nothing answers; check OPENAI_BASE_URL',
    });
    expect(noWorkerError([worker('a', { models: [], silentServers })], 'x')).toMatchObject({
      code: 'UNAVAILABLE',
      message:
        'no inference worker has a model to offer; a model server cannot be asked: nothing answers; check OPENAI_BASE_URL',
    });
  });
});
