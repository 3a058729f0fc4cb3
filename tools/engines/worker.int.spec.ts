import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import {
  AnswerState,
  GenerateRequest,
  InferenceServiceDefinition,
  type InferenceServiceClient,
  Purpose,
  Role,
} from '@rookery/shared-contracts';
import { eventually, PATIENCE_MS, startAroundPlanner } from '@rookery/shared-platform-processes';
import { client, connect } from '@rookery/shared-transport';
import { TINY_MODEL, TinyModel } from './tiny-model.ts';

const CONTEXT = 2048;
/** More than anything here is to write. */
const ENDLESS = 1900;

const wanted = process.env['ROOKERY_TEST_ENGINE'] !== undefined;
(wanted ? describe : describe.skip)('a worker in front of llama.cpp (needs npm run test:engine)', () => {
  let engine: TinyModel;
  const opened = new AsyncDisposableStack();
  let inference: InferenceServiceClient;
  beforeAll(async () => {
    engine = await TinyModel.start(console.error, { tokens: CONTEXT, atOnce: 1, threads: 1, vectors: true });
    opened.defer(() => engine.kill());
    const around = await startAroundPlanner({
      worker: {
        OPENAI_BASE_URL: engine.baseUrl,
        ROOKERY_SIMULATED_MODELS: 'off',
        ROOKERY_OPENAI_MAX_ATTEMPTS: '2',
      },
      judge: false,
    });
    opened.defer(() => around.opened.disposeAsync());
    const channel = connect(around.variables['ROOKERY_GATEWAY_ADDRESS'] ?? '');
    opened.defer(() => Promise.resolve(channel.close()));
    inference = client(InferenceServiceDefinition, channel, { 'rookery-model': TINY_MODEL });
    await eventually('it serves', async () => (await inference.listModels({})).models.length > 0);
  }, PATIENCE_MS);
  afterAll(() => opened.disposeAsync(), PATIENCE_MS);

  // It looks for who has left when it had nothing to say to anybody for a second: who asks it more often finds it at work for ever.
  const untilFree = async (): Promise<void> => {
    do await pause(2500);
    while (await isBusy());
  };
  const isBusy = async (): Promise<boolean> => (await engine.slots()).some((slot) => slot.isBusy);

  it('answers, and counts the tokens that the server counts', async () => {
    const before = await counted(engine);
    const answer = await inference.generate(asking('What is a heron?', 12));
    const after = await counted(engine);
    expect(answer.text.trim()).not.toBe('');
    expect([AnswerState.CUT, AnswerState.WHOLE]).toContain(answer.state);
    expect(answer.usage).toMatchObject({
      calls: 1,
      inputTokens: after.prompt - before.prompt,
      outputTokens: after.written - before.written,
    });
  });

  it('gives the answer in pieces, which together are the whole', async () => {
    const pieces: string[] = [];
    let whole: string | undefined;
    for await (const { event } of inference.generateStream({ request: asking('Count to three.', 12) })) {
      if (event?.$case === 'text') pieces.push(event.value);
      else whole = event?.value.text;
    }
    expect(pieces.length).toBeGreaterThan(0);
    expect(pieces.join('')).toBe(whole);
  });

  it('keeps to a schema, as the server enforces it', async () => {
    const schema = {
      type: 'object',
      properties: {
        bird: { type: 'string', enum: ['heron', 'stork'] },
        legs: { type: 'integer', enum: [2] },
      },
      required: ['bird', 'legs'],
      additionalProperties: false,
    };
    const answer = await inference.generate({
      ...asking('Name a bird.', 64),
      responseSchema: JSON.stringify(schema),
    });
    expect(answer).toMatchObject({ structured: true, state: AnswerState.WHOLE });
    expect(JSON.parse(answer.text)).toEqual({
      bird: expect.stringMatching(/^(heron|stork)$/) as unknown,
      legs: 2,
    });
  });

  it('makes a vector of length one for each text, the same for the same', async () => {
    const { embeddings } = await inference.embed({
      model: TINY_MODEL,
      texts: ['a heron', 'a loan', 'a heron'],
    });
    const [heron, loan, again] = embeddings.map(({ values }) => values);
    for (const vector of [heron, loan]) expect(Math.hypot(...(vector ?? []))).toBeCloseTo(1, 5);
    const likeness = (other: readonly number[] | undefined): number =>
      (heron ?? []).reduce((sum, value, place) => sum + value * (other?.[place] ?? 0), 0);
    expect(likeness(again)).toBeGreaterThan(0.999);
    expect(likeness(loan)).toBeLessThan(likeness(again));
  });

  it.each<[string, (signal: AbortSignal) => Promise<unknown>]>([
    ['an answer', (signal) => inference.generate(asking('Tell a long story.', ENDLESS), { signal })],
    [
      'a stream',
      async (signal) => {
        const stream = inference.generateStream(
          { request: asking('Tell a long story.', ENDLESS) },
          { signal },
        );
        for await (const _ of stream);
      },
    ],
  ])('frees the place at the server when the caller of %s leaves', async (_, call) => {
    const caller = new AbortController();
    const left = call(caller.signal).then(
      () => 'answered',
      () => 'left',
    );
    await eventually('the server is at work', isBusy);
    caller.abort();
    expect(await left).toBe('left');
    await untilFree();
    // It stopped in the middle: whole, prompt and answer would have taken all that there is.
    const [slot] = await engine.slots();
    expect(slot?.tokens).toBeLessThan(ENDLESS);
  });

  it('says both lengths of a prompt that is too long', async () => {
    await expect(inference.generate(asking('word '.repeat(2500), 16))).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'MODEL_REQUEST_TOO_LONG',
      metadata: {
        context_tokens: String(CONTEXT),
        prompt_tokens: expect.stringMatching(/^25\d\d$/) as unknown,
      },
    });
  });

  it('says both lengths of a text that is too long for a vector', async () => {
    const embedding = inference.embed({ model: TINY_MODEL, texts: ['word '.repeat(2500)] });
    await expect(embedding).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'MODEL_REQUEST_TOO_LONG',
      metadata: {
        context_tokens: expect.stringMatching(/^\d+$/) as unknown,
        prompt_tokens: expect.stringMatching(/^250\d$/) as unknown,
      },
      usage: { calls: 1 },
    });
  });

  it('is without the server for as long as that is away, and goes on when it is back', async () => {
    await engine.kill();
    await expect(inference.generate(asking('Are you there?', 4))).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: 'MODEL_SERVER_UNREACHABLE',
    });
    await engine.restart();
    expect((await inference.generate(asking('Are you back?', 4))).text).not.toBe('');
  });

  it('does not take the answers of another model that is started there for those of the first', async () => {
    await engine.kill();
    await engine.restart({ name: 'another-model' });
    await expect(inference.generate(asking('Who are you?', 4))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await engine.kill();
    await engine.restart();
    await eventually('the first is served again', async () => {
      const { models } = await inference.listModels({});
      return models.some(({ id }) => id === TINY_MODEL);
    });
    expect((await inference.generate(asking('Are you back?', 4))).text).not.toBe('');
  });
});

function asking(content: string, maxOutputTokens: number): GenerateRequest {
  return GenerateRequest.fromPartial({
    model: TINY_MODEL,
    purpose: Purpose.ANSWER,
    messages: [{ role: Role.USER, content }],
    maxOutputTokens,
    seed: 1,
  });
}

/** Tokens, as the server has counted them so far. */
async function counted(engine: TinyModel): Promise<{ readonly prompt: number; readonly written: number }> {
  const [prompt, cached, written] = await Promise.all([
    engine.metric('prompt_tokens_total'),
    engine.metric('prompt_tokens_cached_total'),
    engine.metric('tokens_predicted_total'),
  ]);
  return { prompt: prompt + cached, written };
}
