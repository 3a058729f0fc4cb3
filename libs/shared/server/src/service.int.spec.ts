import { afterEach, describe, expect, it } from '@jest/globals';
import {
  JudgeServiceDefinition,
  type JudgeRequest,
  type JudgeServiceImplementation,
} from '@rookery/shared-contracts';
import { invalidArgument, RookeryError } from '@rookery/shared-errors';
import { Metadata } from 'nice-grpc';
import { never, TestBed, until } from './fixtures/test-bed.ts';
import { callContext, runAsJob } from '@rookery/shared-runtime';
import { checkMessage } from './validation/message-checks.ts';
import { client } from '@rookery/shared-transport';

const bed = new TestBed();
afterEach(() => bed.close());

const good = { judgeModel: 'm', query: 'q', profile: {}, response: 'r' };
type Handler = JudgeServiceImplementation['judge'];

async function judgeWith(judge: Handler, more: Partial<JudgeServiceImplementation> = {}) {
  const implementation: JudgeServiceImplementation = {
    judge,
    async *judgeStream(requests) {
      for await (const { itemId } of requests) yield { itemId };
    },
    compare: async () => ({}),
    ...more,
  };
  const running = await bed.start({ services: [{ definition: JudgeServiceDefinition, implementation }] });
  return client(JudgeServiceDefinition, bed.channel(running));
}

describe('requests', () => {
  it('are checked before the handler sees them', async () => {
    let seen = 0;
    const judge = await judgeWith(async () => ((seen += 1), {}));
    await expect(judge.judge({ judgeModel: 'm' })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'query' }, { field: 'profile' }, { field: 'response' }],
    });
    expect(seen).toBe(0);
  });

  it('of a stream are checked one by one', async () => {
    const judge = await judgeWith(async () => ({}));
    const seen: string[] = [];
    const answers = (async () => {
      for await (const { itemId } of judge.judgeStream(items(['a', '', 'c']))) seen.push(itemId);
    })();
    await expect(answers).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'item_id' }],
    });
    expect(seen).toEqual(['a']);
  });

  it('of a stream can be left to its handler, so that one harms only itself', async () => {
    const running = await bed.start({
      services: [
        {
          definition: JudgeServiceDefinition,
          checksItsStream: ['judgeStream'],
          implementation: {
            judge: async () => ({}),
            compare: async () => ({}),
            async *judgeStream(requests) {
              for await (const request of requests) {
                let wrong = false;
                try {
                  checkMessage('rookery.judge.v1.JudgeStreamRequest', request);
                } catch {
                  wrong = true;
                }
                yield { itemId: wrong ? 'wrong' : request.itemId };
              }
            },
          },
        },
      ],
    });
    const judge = client(JudgeServiceDefinition, bed.channel(running));
    const seen: string[] = [];
    for await (const { itemId } of judge.judgeStream(items(['a', '', 'c']))) seen.push(itemId);
    expect(seen).toEqual(['a', 'wrong', 'c']);
  });

  it('larger than the limit are refused', async () => {
    const judge = await judgeWith(async () => ({}));
    const huge = judge.judge({ ...good, response: 'x'.repeat(17 * 1024 * 1024) });
    await expect(huge).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED' });
    await expect(judge.judge(good)).resolves.toEqual({ verdict: undefined });
  });
});

describe('errors', () => {
  it('arrive with their details', async () => {
    const judge = await judgeWith(() => Promise.reject(invalidArgument('judge_model', 'is "x", allowed: y')));
    await expect(judge.judge(good)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'judge_model: is "x", allowed: y',
      violations: [{ field: 'judge_model', description: 'is "x", allowed: y' }],
    });
  });

  it('that are not ours say nothing to the caller, and their cause is logged', async () => {
    const judge = await judgeWith(() => Promise.reject(new Error('socket hang up')));
    const failed = await judge.judge(good).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'INTERNAL' });
    expect((failed as Error).message).not.toContain('socket');
    const logged = bed.records.find(({ msg }) => msg === 'call');
    expect(logged).toMatchObject({ code: 'INTERNAL', err: { cause: { message: 'socket hang up' } } });
  });

  it('of a broken stream come after what it had to say', async () => {
    const judge = await judgeWith(async () => ({}), {
      async *judgeStream() {
        yield { itemId: 'a' };
        throw new RookeryError('RESOURCE_EXHAUSTED', 'slow down', {
          retryAfterMs: 1500,
          reason: 'MODEL_QUOTA_SPENT',
        });
      },
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { itemId } of judge.judgeStream(items([]))) seen.push(itemId);
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      retryAfterMs: 1500,
      reason: 'MODEL_QUOTA_SPENT',
    });
    expect(seen).toEqual(['a']);
  });

  it('of a service that is not there are UNAVAILABLE', async () => {
    const running = await bed.start({ services: [] });
    const channel = bed.channel(running);
    await running.close();
    await expect(client(JudgeServiceDefinition, channel).judge(good)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('for a method that is not there are UNIMPLEMENTED', async () => {
    const running = await bed.start({ services: [] });
    const judge = client(JudgeServiceDefinition, bed.channel(running));
    await expect(judge.judge(good)).rejects.toMatchObject({ code: 'UNIMPLEMENTED' });
  });
});

describe('the request id', () => {
  const echo: Handler = async () => ({ verdict: { promptVersion: callContext().requestId } });

  it('of the caller is kept, logged and returned', async () => {
    const judge = await judgeWith(echo);
    let header: string | undefined;
    const answer = await judge.judge(good, {
      metadata: Metadata({ 'x-request-id': 'run-7' }),
      onHeader: (metadata) => (header = metadata.get('x-request-id')),
    });
    expect(answer.verdict?.promptVersion).toBe('run-7');
    expect(header).toBe('run-7');
    expect(bed.records.find(({ msg }) => msg === 'call')).toMatchObject({ request_id: 'run-7', code: 'OK' });
  });

  it('is made when there is none or it is too long', async () => {
    const judge = await judgeWith(echo);
    const metadata = Metadata({ 'x-request-id': 'x'.repeat(500) });
    for (const options of [{}, { metadata }]) {
      const answer = await judge.judge(good, options);
      expect(answer.verdict?.promptVersion).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('goes on to the next service, within streams too', async () => {
    const behind = await judgeWith(echo);
    const front = await judgeWith((request) => behind.judge(request), {
      async *judgeStream(requests) {
        for await (const { request } of requests) {
          const { verdict } = await behind.judge(request as JudgeRequest);
          yield { itemId: verdict?.promptVersion ?? '' };
        }
      },
    });
    const options = { metadata: Metadata({ 'x-request-id': 'run-8' }) };
    expect((await front.judge(good, options)).verdict?.promptVersion).toBe('run-8');
    for await (const { itemId } of front.judgeStream(items(['a', 'b']), options))
      expect(itemId).toBe('run-8');
  });
});

describe('who calls', () => {
  const echo: Handler = async () => ({ verdict: { promptVersion: JSON.stringify(callContext().caller) } });
  const application = Metadata({ 'rookery-caller': 'a1b2', 'rookery-role': 'application' });

  it('is read from the call and goes on to the next service, whoever is behind it', async () => {
    const behind = await judgeWith(echo);
    const front = await judgeWith((request) => behind.judge(request));
    const { verdict } = await front.judge(good, { metadata: application });
    expect(verdict?.promptVersion).toBe('{"name":"a1b2","operator":false}');
  });

  it('goes on from a background job as the one on whose behalf it works', async () => {
    const behind = await judgeWith(echo);
    const caller = { name: 'c3d4', operator: false };
    const { signal } = new AbortController();
    const { verdict } = await runAsJob({ caller, signal }, () => behind.judge(good));
    expect(verdict?.promptVersion).toBe(JSON.stringify(caller));
  });

  it('is the platform itself where nobody is named', async () => {
    const { verdict } = await (await judgeWith(echo)).judge(good);
    expect(verdict?.promptVersion).toBe('{"name":"","operator":true}');
  });
});

describe('what a call is for', () => {
  const echo: Handler = async () => ({ verdict: { promptVersion: JSON.stringify(callContext().work) } });

  it('is a person where nothing is said, and goes on to the next service as it came', async () => {
    const behind = await judgeWith(echo);
    const front = await judgeWith((request) => behind.judge(request));
    const forWhat = async (metadata: Record<string, string>): Promise<unknown> => {
      const { verdict } = await front.judge(good, { metadata: Metadata(metadata) });
      return JSON.parse(verdict?.promptVersion ?? '');
    };
    expect(await forWhat({})).toEqual({ class: 'interactive', job: '' });
    expect(await forWhat({ 'rookery-work-class': 'batch', 'rookery-job': 'runs/1' })).toEqual({
      class: 'batch',
      job: 'runs/1',
    });
  });

  it('is batch work in a background job', async () => {
    const behind = await judgeWith(echo);
    const { signal } = new AbortController();
    const job = await runAsJob({ signal }, () => behind.judge(good));
    expect(job.verdict?.promptVersion).toBe('{"class":"batch","job":""}');
    const work = { class: 'batch', job: 'runs/1' } as const;
    const ofRun = await runAsJob({ signal, work }, () => behind.judge(good));
    expect(ofRun.verdict?.promptVersion).toBe(JSON.stringify(work));
  });

  it('is one of two', async () => {
    const judge = await judgeWith(echo);
    const urgent = Metadata({ 'rookery-work-class': 'urgent' });
    await expect(judge.judge(good, { metadata: urgent })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [{ field: 'rookery-work-class' }],
    });
  });
});

describe('deadlines and cancellation', () => {
  it('pass what is left of the deadline to the next service', async () => {
    const deadlines: (Date | undefined)[] = [];
    const note: Handler = async () => {
      deadlines.push(callContext().deadline);
      return {};
    };
    const behind = await judgeWith(note);
    const front = await judgeWith(async (request, context) => {
      await note(request, context);
      return behind.judge(request);
    });
    const sent = Date.now() + 60_000;
    await front.judge(good, { timeoutMs: 60_000 });
    const [first = 0, second = 0] = deadlines.map((deadline) => deadline?.getTime());
    // The header counts whole milliseconds from its arrival: a little later at each hop, never sooner.
    expect(first).toBeGreaterThanOrEqual(sent);
    expect(second).toBeGreaterThanOrEqual(first - 1);
    expect(second).toBeLessThan(sent + 50_000);
    await front.judge(good);
    expect(deadlines[2]).toBeUndefined();
  });

  it('end the handler when the deadline passes, and the call behind it', async () => {
    const ended: unknown[] = [];
    const waiting: Handler = async (_, { signal }) => never(signal).finally(() => ended.push(signal.reason));
    const behind = await judgeWith(waiting);
    const front = await judgeWith((request) => behind.judge(request));
    await expect(front.judge(good, { timeoutMs: 100 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await until(() => ended.length === 1);
    expect(['DEADLINE_EXCEEDED', 'CANCELLED']).toContain((ended[0] as RookeryError).code);
  });

  it('tell the handler that its caller left', async () => {
    let ended: unknown;
    let begun = false;
    const judge = await judgeWith(async (_, { signal }) => {
      begun = true;
      return never(signal).finally(() => (ended = signal.reason as unknown));
    });
    const caller = new AbortController();
    const call = judge.judge(good, { signal: caller.signal });
    call.catch(() => undefined);
    await until(() => begun);
    caller.abort();
    await expect(call).rejects.toMatchObject({ code: 'CANCELLED' });
    await until(() => ended !== undefined);
    expect(ended).toMatchObject({ code: 'CANCELLED', message: 'the caller left' });
  });

  it('refuse a call whose deadline has passed already', async () => {
    const judge = await judgeWith(async () => ({}));
    await expect(judge.judge(good, { timeoutMs: 0 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });
});

async function* items(ids: readonly string[]) {
  for (const itemId of ids) yield { itemId, request: good };
}
