import { describe, expect, it } from '@jest/globals';
import { Placement, type Worker } from '@rookery/shared-contracts';
import fc from 'fast-check';
import { chooseWorker } from './choose-worker.ts';
import { noWorkerError, offeredModels } from './offered-models.ts';

const model = (id: string): Worker['models'][number] => ({
  id,
  simulated: false,
  capabilities: [],
  world: '',
  placements: [],
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
  refusedModels: [],
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

  it('takes the one that serves the model, was not tried and would be done first', () => {
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
        // Without measurements a place is worth the same everywhere.
        const wait = ({ id, inFlight, capacity }: Worker) =>
          (inFlight + (ownInFlight.get(id) ?? 0) + 1) / capacity;
        expect(wait(chosen)).toBe(Math.min(...able.map(wait)));
      }),
    );
  });

  it('counts own calls on top of reported ones, over the capacity', () => {
    const [small, big] = [worker('small', { capacity: 5 }), worker('big', { capacity: 100, inFlight: 30 })];
    expect(chooseWorker([small, big], 'm', idle)?.id).toBe('small');
    expect(chooseWorker([small, big], 'm', { ownInFlight: new Map([['small', 1]]) })?.id).toBe('big');
  });

  it('goes by calls in flight over the measured rate, and takes an unmeasured one for as quick as the others', () => {
    const quick = worker('quick', { callsPerSecond: 8, inFlight: 6 });
    const slow = worker('slow', { callsPerSecond: 1 });
    expect(chooseWorker([quick, slow], 'm', idle)?.id).toBe('quick');
    expect(chooseWorker([{ ...quick, inFlight: 8 }, slow], 'm', idle)?.id).toBe('slow');
    const unknown = worker('unknown', { inFlight: 4 });
    expect(chooseWorker([{ ...quick, inFlight: 8 }, unknown], 'm', idle)?.id).toBe('unknown');
    expect(chooseWorker([quick, { ...unknown, inFlight: 7 }], 'm', idle)?.id).toBe('quick');
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
      fc.property(workers, fc.uuid(), fc.nat(1), (parts, requestId, own) => {
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

  it('goes to the least loaded while its own is far behind: twice as far, and not because of a few calls', () => {
    const all = ['a', 'b', 'c'].map((id) => worker(id, { capacity: 64 }));
    const owner = chooseWorker(all, 'm', { ...idle, requestId: 'r' })?.id ?? '';
    const whenItHas = (own: number, others: number) =>
      chooseWorker(
        all.map((one) => ({ ...one, inFlight: one.id === owner ? own : others })),
        'm',
        { ...idle, requestId: 'r' },
      )?.id;
    expect(whenItHas(8, 0)).toBe(owner);
    expect(whenItHas(9, 0)).not.toBe(owner);
    expect(whenItHas(40, 20)).toBe(owner);
    expect(whenItHas(42, 20)).not.toBe(owner);
  });

  it('spreads over the workers in proportion to their rates, and few move when one becomes quicker', () => {
    const withRates = (...rates: number[]) =>
      rates.map((callsPerSecond, index) => worker(`w${index}`, { callsPerSecond }));
    const ownersOf = (all: readonly Worker[]) =>
      Array.from(
        { length: 4000 },
        (_, call) => chooseWorker(all, 'm', { ...idle, requestId: `call-${call}` })?.id,
      );
    const before = ownersOf(withRates(1, 2, 4));
    const shares = ['w0', 'w1', 'w2'].map((id) => before.filter((owner) => owner === id).length / 4000);
    for (const [index, share] of [1 / 7, 2 / 7, 4 / 7].entries()) {
      expect(Math.abs((shares[index] ?? 0) - share)).toBeLessThan(0.04);
    }
    expect(ownersOf(withRates(1.1, 2.1, 3.9))).toEqual(before);
    const after = ownersOf(withRates(2, 2, 4));
    const moved = after.filter((owner, call) => owner !== before[call]);
    expect(new Set(moved)).toEqual(new Set(['w0']));
    expect(Math.abs(moved.length / 4000 - (1 / 4 - 1 / 7))).toBeLessThan(0.04);
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

  it('has the placements of a model at all workers', () => {
    const at = (id: string): Worker =>
      worker(id, { models: [{ ...model('m'), placements: [Placement.fromPartial({ worker: id })] }] });
    expect(offeredModels([at('a'), at('b')])[0]?.placements.map((placement) => placement.worker)).toEqual([
      'a',
      'b',
    ]);
  });

  it('says who refuses to serve a model, and why, by its name or that of its entry', () => {
    const reason = 'm2 is not served: gpu class: wanted 1 x A100, found 1 x NVIDIA-L4';
    const placement = Placement.fromPartial({ entry: { name: 'entry-2' } });
    const refusedModels = [{ worker: 'a', model: 'm2', placement, reason }];
    for (const name of ['m2', 'entry-2']) {
      expect(noWorkerError([worker('a', { refusedModels })], name).message).toBe(
        `model: no worker serves ${name}; known models: m; worker a refuses it: ${reason}`,
      );
    }
    expect(noWorkerError([worker('a', { refusedModels })], 'x').message).not.toContain('refuses');
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
