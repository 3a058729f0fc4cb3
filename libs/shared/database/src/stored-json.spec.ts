import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { storedJson } from './stored-json.ts';

/** Version 1 called the models `model` and had one of them. */
const SETTINGS = storedJson({
  column: 'benchmark.job.spec',
  version: 3,
  schema: z.object({ models: z.array(z.string()), seed: z.number().default(0) }),
  upgrade: {
    1: ({ model, ...rest }) => ({ ...rest, model: [model] }),
    2: ({ model, ...rest }) => ({ ...rest, models: model }),
  },
});

/** One stored example of each version. */
const STORED: Readonly<Record<number, object>> = {
  1: { model: 'a', seed: 7 },
  2: { version: 2, model: ['a'], seed: 7 },
  3: { version: 3, models: ['a'], seed: 7 },
};

describe('stored JSON', () => {
  it('is read in each of its versions, without a version as the first', () => {
    expect(Object.keys(STORED).map(Number).at(-1)).toBe(SETTINGS.version);
    for (const stored of Object.values(STORED)) {
      expect(SETTINGS.read(stored, 'runs/1')).toEqual({ models: ['a'], seed: 7 });
    }
  });

  it('carries the present version when it is written', () => {
    const text = SETTINGS.write({ models: ['b'], seed: 1 });
    expect(JSON.parse(text)).toEqual({ version: 3, models: ['b'], seed: 1 });
    expect(SETTINGS.read(JSON.parse(text), 'runs/1')).toEqual({ models: ['b'], seed: 1 });
    expect(SETTINGS.read({ version: 3, models: [] }, 'runs/1')).toEqual({ models: [], seed: 0 });
  });

  it('may be another form of the value than the one that is worked with', () => {
    const times = storedJson({
      column: 'x.job.spec',
      version: 1,
      schema: z.codec(z.object({ at: z.string() }), z.date(), {
        decode: ({ at }) => new Date(at),
        encode: (date) => ({ at: date.toISOString() }),
      }),
    });
    const text = times.write(new Date(0));
    expect(text).toBe('{"version":1,"at":"1970-01-01T00:00:00.000Z"}');
    expect(times.read(JSON.parse(text), 'x/1')).toEqual(new Date(0));
  });

  it.each([
    ['a field that is missing', { version: 3 }, 'models'],
    ['a value of another kind', { version: 3, models: ['a', { name: 'CANARY' }] }, 'models.1'],
    ['a version that is none', { version: 'CANARY' }, 'version'],
    ['no object', ['CANARY'], 'no object'],
    ['nothing', null, 'no object'],
  ])('names column, row and path of %s, never a value', (_, stored, path) => {
    const read = (): unknown => SETTINGS.read(stored, 'runs/1');
    expect(read).toThrow(expect.objectContaining({ code: 'DATA_LOSS' }));
    expect(read).toThrow('benchmark.job.spec of runs/1');
    expect(read).toThrow(path);
    expect(read).not.toThrow('CANARY');
  });

  it('says so when newer code has written it', () => {
    const read = (): unknown => SETTINGS.read({ version: 4, models: [] }, 'runs/1');
    expect(read).toThrow(expect.objectContaining({ code: 'FAILED_PRECONDITION', reason: 'SCHEMA_TOO_NEW' }));
  });
});
