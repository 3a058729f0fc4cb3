import { describe, expect, it } from '@jest/globals';
import { Capability } from '@rookery/shared-contracts';
import { backendFor, call, request } from '../testing/requests.ts';

// Opt-in: a real model server, e.g. llama.cpp's, with any model. What the model writes is its own affair;
// what is checked is that the road to it works.
const baseUrl = process.env['ROOKERY_LIVE_OPENAI_BASE_URL'];
const schema = JSON.stringify({
  type: 'object',
  properties: { score: { type: 'integer', minimum: 1, maximum: 5 } },
  required: ['score'],
  additionalProperties: false,
});

(baseUrl === undefined ? describe.skip : describe)(
  'a real model server (needs ROOKERY_LIVE_OPENAI_BASE_URL)',
  () => {
    const backend = backendFor(baseUrl ?? 'http://127.0.0.1:9/v1', {
      apiKey: undefined,
      attemptMs: 60_000,
      quietMs: 60_000,
    });
    const { signal } = new AbortController();

    async function model(): Promise<string> {
      const models = await backend.models(signal);
      const writer = models.find(({ capabilities }) => capabilities.includes(Capability.GENERATE));
      expect(writer).toBeDefined();
      return writer?.id ?? '';
    }

    it('answers, whole and in pieces', async () => {
      const asked = request({ model: await model(), maxOutputTokens: 16, seed: 1 });
      const completion = await backend.generate(asked, call());
      expect(completion.usage?.inputTokens).toBeGreaterThan(0);
      expect(completion.usage?.outputTokens).toBeLessThanOrEqual(17);
      let text = '';
      for await (const event of backend.stream(asked, call())) {
        if (event.completed === undefined) text += event.text;
        else expect(event.completed.text).toBe(text);
      }
    });

    it('keeps to a schema, or is asked in words and says so', async () => {
      const asked = request({ model: await model(), maxOutputTokens: 64, responseSchema: schema });
      const { structured, text } = await backend.generate(asked, call());
      if (structured) expect(JSON.parse(text)).toHaveProperty('score');
    });

    it('is stopped by a cancel', async () => {
      const stop = new AbortController();
      const asked = request({ model: await model(), maxOutputTokens: 4000 });
      const reading = (async () => {
        for await (const _ of backend.stream(asked, call({ signal: stop.signal }))) stop.abort();
      })();
      await expect(reading).rejects.toMatchObject({ code: 'CANCELLED', usage: { calls: 1 } });
    });
  },
);
