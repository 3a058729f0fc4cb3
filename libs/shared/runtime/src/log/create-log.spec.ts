import { Writable } from 'node:stream';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { RookeryError } from '@rookery/shared-errors';
import { inSpan, startTracing, stopTracing } from '@rookery/shared-tracing';
import { runAsJob } from '../call/call-context.ts';
import { createLog } from './create-log.ts';

const lines: string[] = [];
const sink = new Writable({
  write: (line: Buffer, _, done) => {
    lines.push(line.toString());
    done();
  },
});
const log = createLog('judge', 'info', sink);
beforeEach(() => {
  lines.length = 0;
});

function record(): Record<string, unknown> {
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('the log', () => {
  it('carries the name and the request id of the work at hand', () => {
    const { signal } = new AbortController();
    runAsJob({ requestId: 'run-7', signal }, () => log.info({ count: 3 }, 'done'));
    expect(record()).toMatchObject({ name: 'judge', request_id: 'run-7', count: 3, msg: 'done' });
  });

  it('carries the trace of work that is traced', async () => {
    const collector = { endpoint: 'http://127.0.0.1:9', headers: {}, share: 0, contents: false };
    await startTracing({ service: 'judge', version: '1', ...collector });
    await inSpan('work', {}, String, async () => log.info('done'));
    await stopTracing();
    expect(record()).toMatchObject({ trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it('has no request id outside of any work', () => {
    log.info('started');
    expect(record()).not.toHaveProperty('request_id');
  });

  it('hides fields that contracts mark as personal, should one get in', () => {
    log.info({ query: 'canary', request: { response: 'canary', profile: { values: { age: 'canary' } } } });
    expect(lines[0]).not.toContain('canary');
  });
});

describe('an error in the log', () => {
  it('shows code, reason, message and causes', () => {
    const cause = new Error('connect refused');
    log.error({ err: new RookeryError('UNAVAILABLE', 'no worker', { reason: 'NO_WORKER', cause }) });
    expect(record()['err']).toMatchObject({
      name: 'RookeryError',
      code: 'UNAVAILABLE',
      reason: 'NO_WORKER',
      message: 'no worker',
      cause: { name: 'Error', message: 'connect refused' },
    });
  });

  it('leaves out what foreign errors quote', () => {
    const database = Object.assign(new Error('duplicate key violates "runs_pkey"'), {
      code: '23505',
      detail: 'Failing row contains (canary)',
    });
    let parsing: unknown;
    try {
      JSON.parse('canary and more of what was said');
    } catch (error) {
      parsing = error;
    }
    const quoting = new TypeError('cannot read "the canary sang to me" of undefined');
    log.error({ err: new Error('outer', { cause: database }), other: 1 });
    log.error({ err: parsing });
    log.error({ err: quoting });
    log.error({ err: 'canary' });
    log.error(quoting);
    log.error(quoting, 'at work');
    expect(lines).toHaveLength(6);
    expect(lines.join('')).not.toContain('canary');
    expect(lines[0]).toContain('runs_pkey');
  });
});
