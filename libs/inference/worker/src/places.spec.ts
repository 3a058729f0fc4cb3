import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Claim, Places } from './places.ts';

const { signal } = new AbortController();
const PERSON: Claim = { class: 'interactive', key: 'app' };
const RUN: Claim = { class: 'batch', key: 'lab' };

/** Places that are given out one at a time, and who got them, in order. */
class Order {
  readonly got: string[] = [];
  readonly #places: Places;
  readonly #leave: (() => void)[] = [];

  constructor(places: Places) {
    this.#places = places;
  }

  /** Wants a place; what becomes of it stands in `got`. */
  want(name: string, claim: Claim, until = signal): void {
    void this.#places.enter(until, claim).then(
      (leave) => {
        this.got.push(name);
        this.#leave.push(leave);
      },
      () => this.got.push(`${name} refused`),
    );
  }

  /** Gives back the place that was given out first. */
  async free(): Promise<void> {
    this.#leave.shift()?.();
    await settled();
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const one = { capacity: 1, forInteractive: 0, queue: 100 };

describe('places', () => {
  it('never run more at once than there are, and serve everybody in the end', async () => {
    const calls = fc.record({
      turns: fc.integer({ min: 0, max: 3 }),
      class: fc.constantFrom('interactive' as const, 'batch' as const),
      key: fc.constantFrom('a', 'b', 'c'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.nat(2),
        fc.array(calls, { maxLength: 20 }),
        async (capacity, forInteractive, wanted) => {
          const places = new Places({ capacity, forInteractive, queue: 100 });
          let [running, most] = [0, 0];
          const done = await Promise.all(
            wanted.map(({ turns, ...claim }) =>
              places.run(signal, claim, async () => {
                most = Math.max(most, ++running);
                for (let turn = 0; turn < turns; turn++) await Promise.resolve();
                running -= 1;
                return turns;
              }),
            ),
          );
          expect(done).toEqual(wanted.map(({ turns }) => turns));
          expect(most).toBeLessThanOrEqual(capacity + forInteractive);
          expect(places.inFlight).toBe(0);
        },
      ),
    );
  });

  it('refuse early when the queue of a class is full, saying when to come back', async () => {
    const places = new Places({ capacity: 1, forInteractive: 0, queue: 1 });
    const leave = await places.enter(signal, RUN);
    const waiting = places.enter(signal, RUN);
    await expect(places.enter(signal, RUN)).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      reason: 'WORKER_FULL',
      retryAfterMs: expect.any(Number) as unknown,
      message: 'this worker is full: 1 calls at work and 1 batch ones waiting, its limits',
    });
    const person = places.enter(signal, PERSON);
    leave();
    (await person)();
    (await waiting)();
    expect(places.inFlight).toBe(0);
  });

  it('a caller that gives up leaves the queue', async () => {
    const places = new Places({ capacity: 1, forInteractive: 0, queue: 1 });
    const leave = await places.enter(signal, PERSON);
    const stop = new AbortController();
    const waiting = places.enter(stop.signal, PERSON);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(places.inFlight).toBe(1);
    leave();
    (await places.enter(signal, PERSON))();
    expect(places.inFlight).toBe(0);
  });

  it('work that fails gives its place back', async () => {
    const places = new Places({ capacity: 1, forInteractive: 0, queue: 0 });
    await expect(places.run(signal, PERSON, () => Promise.reject(new Error('x')))).rejects.toThrow('x');
    expect(places.inFlight).toBe(0);
  });
});

describe('a person', () => {
  it('goes before batch work, however much of it came first', async () => {
    const order = new Order(new Places(one));
    for (let call = 0; call < 5; call += 1) order.want(`run ${call}`, RUN);
    order.want('person', PERSON);
    for (let call = 0; call < 6; call += 1) await order.free();
    expect(order.got).toEqual(['run 0', 'person', 'run 1', 'run 2', 'run 3', 'run 4']);
  });

  it('has places that batch work is not given, so that nothing has to end first', async () => {
    const order = new Order(new Places({ ...one, capacity: 2, forInteractive: 1 }));
    for (let call = 0; call < 5; call += 1) order.want(`run ${call}`, RUN);
    order.want('person', PERSON);
    order.want('another', PERSON);
    await settled();
    expect(order.got).toEqual(['run 0', 'run 1', 'person']);
    await order.free();
    expect(order.got.at(-1)).toBe('another');
  });

  it('does not stop batch work altogether: one place in seventeen is its own', async () => {
    const order = new Order(new Places(one));
    order.want('first', PERSON);
    order.want('run', RUN);
    for (let call = 0; call < 40; call += 1) order.want('person', PERSON);
    await settled();
    for (let call = 0; call < 41; call += 1) await order.free();
    expect(order.got.indexOf('run')).toBe(17);
    expect(order.got).toHaveLength(42);
  });
});

describe('keys', () => {
  it('take turns within a class', async () => {
    const order = new Order(new Places(one));
    order.want('first', RUN);
    for (let call = 0; call < 4; call += 1) order.want('lab', RUN);
    order.want('clinic', { ...RUN, key: 'clinic' });
    order.want('school', { ...RUN, key: 'school' });
    for (let call = 0; call < 7; call += 1) await order.free();
    expect(order.got).toEqual(['first', 'lab', 'clinic', 'school', 'lab', 'lab', 'lab']);
  });

  it('that fill the queue give way to those that have little in it', async () => {
    const order = new Order(new Places({ ...one, queue: 3 }));
    order.want('first', RUN);
    for (let call = 0; call < 3; call += 1) order.want(`lab ${call}`, RUN);
    order.want('clinic', { ...RUN, key: 'clinic' });
    await settled();
    expect(order.got).toEqual(['first', 'lab 2 refused']);
    order.want('lab 3', RUN);
    await settled();
    expect(order.got.at(-1)).toBe('lab 3 refused');
    for (let call = 0; call < 4; call += 1) await order.free();
    expect(order.got.slice(3)).toEqual(['lab 0', 'clinic', 'lab 1']);
  });
});
