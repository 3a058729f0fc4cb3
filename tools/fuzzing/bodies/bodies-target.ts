import { changed } from '../play/bytes.ts';
import { CANARY } from '../platform/canary.ts';
import { FuzzedPlatform } from '../platform/fuzzed-platform.ts';
import { target, type AnyTarget } from '../target.ts';
import { anyBody, type BodyInput } from './any-body.ts';
import { wrongAnswer } from './wrong-answer.ts';

/** After so many requests every process is asked how it is. */
const LOOK_EVERY = 10;
/** Far beyond what a conversation with a scripted model takes. */
const ENDS_WITHIN_MS = 90_000;

/** @param start the platform that is called: one of its own, unless a test shares one */
export function bodiesTarget(start: () => Promise<FuzzedPlatform> = () => FuzzedPlatform.start()): AnyTarget {
  return target<BodyInput>({
    name: 'bodies',
    says: 'bodies of chat completions at the chat service, as JSON and as bytes',
    times: 5_000,
    open: async () => {
      const platform = await start();
      let played = 0;
      return {
        inputs: anyBody,
        play: async (input) => {
          const wrong = await playBody(platform, input);
          if (wrong !== undefined) return wrong;
          played += 1;
          return played % LOOK_EVERY === 0 ? platform.unwell() : undefined;
        },
        after: () => platform.left(),
        [Symbol.asyncDispose]: () => platform[Symbol.asyncDispose](),
      };
    },
  });
}

async function playBody(
  { chatAddress, key }: FuzzedPlatform,
  { url, contentType, body, changes }: BodyInput,
): Promise<string | undefined> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`http://${chatAddress}${url}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': contentType },
      body: new Uint8Array(changed(Buffer.from(body, 'base64'), changes)),
      signal: AbortSignal.timeout(ENDS_WITHIN_MS),
    });
    text = await response.text();
  } catch (caught) {
    return `the request got no answer: ${(caught as Error).name}`;
  }
  // Models repeat what they are told, in answers; errors never do.
  return wrongAnswer(
    { status: response.status, type: response.headers.get('content-type') ?? '', text },
    CANARY,
  );
}
