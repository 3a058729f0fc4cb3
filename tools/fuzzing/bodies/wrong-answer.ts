/** What came back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  /** Its media type. */
  readonly type: string;
  readonly text: string;
}

/** What SDKs of OpenAI read as an error. */
interface ChatError {
  readonly error?: { readonly message?: unknown; readonly type?: unknown; readonly param?: unknown } | null;
}

/**
 * @param canary what a person has said
 * @returns what is wrong with an answer of the chat service; undefined: nothing
 */
export function wrongAnswer({ status, type, text }: HttpAnswer, canary: string): string | undefined {
  if (status >= 500 && status !== 503) return `it was answered with ${status}: ${text.slice(0, 200)}`;
  if (status === 200) return type.startsWith('text/event-stream') ? wrongEvents(text) : wrongWhole(text);
  const said = errorIn(text);
  if (said === undefined) return `${status} comes without an error: ${text.slice(0, 100)}`;
  if (text.includes(canary)) return `the error of ${status} repeats what a person said`;
  return undefined;
}

function wrongWhole(text: string): string | undefined {
  const { choices } = (jsonOf(text) ?? {}) as { readonly choices?: unknown };
  return Array.isArray(choices) ? undefined : `200 comes without a completion: ${text.slice(0, 100)}`;
}

/** Streams end with a mark, or with an error that says why they end. */
function wrongEvents(text: string): string | undefined {
  const last = text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .at(-1)
    ?.slice('data: '.length);
  if (last === '[DONE]' || (last !== undefined && errorIn(last) !== undefined)) return undefined;
  return 'a stream ends without its mark and without an error';
}

function errorIn(text: string): ChatError['error'] {
  const { error } = (jsonOf(text) ?? {}) as ChatError;
  return typeof error?.message === 'string' && error.message !== '' && typeof error.type === 'string'
    ? error
    : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
