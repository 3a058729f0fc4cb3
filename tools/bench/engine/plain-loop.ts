import { OWN_SCENARIOS } from '@rookery/benchmark-datasets/testing';
import { Purpose, Role, type GenerateRequest, type InferenceServiceClient } from '@rookery/shared-contracts';
import { MODEL } from './whole-run.ts';

/** Samples per second of a loop without services: answer and verdict of each sample, straight from the worker, nothing stored. */
export async function plainLoop(
  worker: InferenceServiceClient,
  samples: number,
  inFlight: number,
): Promise<number> {
  const ask = async (purpose: Purpose, content: string, seed: number): Promise<string> => {
    const request: Partial<GenerateRequest> = {
      model: MODEL,
      purpose,
      messages: [{ role: Role.USER, content }],
      seed,
    };
    return (await worker.generate(request)).text;
  };
  let next = 0;
  const one = async (): Promise<void> => {
    for (let sample = next++; sample < samples; sample = next++) {
      const query = `<query>\n${OWN_SCENARIOS[sample % OWN_SCENARIOS.length]?.query ?? ''}\n</query>`;
      const answer = await ask(Purpose.ANSWER, query, sample);
      await ask(
        Purpose.JUDGE,
        `${query}\n<profile>\nage: 30\n</profile>\n<response>\n${answer}\n</response>`,
        sample,
      );
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: inFlight }, one));
  return samples / ((performance.now() - started) / 1000);
}
