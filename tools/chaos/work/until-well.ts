import type { Rookery } from '@rookery/shared-client';
import { InferenceServiceDefinition, Purpose, Role } from '@rookery/shared-contracts';
import { eventually } from '@rookery/shared-platform-processes';
import { Metadata } from 'nice-grpc';
import { MODEL } from '../stage/upstream.ts';
import { ITS_WORDS } from './watching-caller.ts';

const TIMEOUT_MS = 5000;

/** Waits until every service answers again, each with what it needs. @returns how long that took, in milliseconds */
export async function untilWell(rookery: Rookery): Promise<number> {
  const began = performance.now();
  const inference = rookery.service(InferenceServiceDefinition);
  const options = { timeoutMs: TIMEOUT_MS };
  const messages = [{ role: Role.USER, content: ITS_WORDS }];
  await eventually('every service answers', async () => {
    await Promise.all([
      rookery.runs.listRuns({}, options),
      rookery.libraries.listLibraries({}, options),
      inference.generate(
        { model: MODEL, purpose: Purpose.ANSWER, messages },
        { ...options, metadata: Metadata({ 'rookery-model': MODEL }) },
      ),
    ]);
    return true;
  });
  return performance.now() - began;
}
