import { afterEach, describe, expect, it } from '@jest/globals';
import { childEnvironment } from './child-environment.ts';

const before = process.env['NODE_COMPILE_CACHE'];
afterEach(() => {
  if (before !== undefined) process.env['NODE_COMPILE_CACHE'] = before;
});

describe('the environment of a child process', () => {
  it('is this own, with what is given on top', () => {
    const { PATH, ROOKERY_PORT } = childEnvironment({ ROOKERY_PORT: '7' });
    expect({ PATH, ROOKERY_PORT }).toEqual({ PATH: process.env['PATH'], ROOKERY_PORT: '7' });
  });

  it('keeps what Node compiles inside the installation', () => {
    delete process.env['NODE_COMPILE_CACHE'];
    expect(childEnvironment({})['NODE_COMPILE_CACHE']).toMatch(/node_modules\/\.cache\/node$/);
    expect(childEnvironment({ NODE_COMPILE_CACHE: '/else' })['NODE_COMPILE_CACHE']).toBe('/else');
  });
});
