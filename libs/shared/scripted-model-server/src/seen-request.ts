import type { IncomingMessage } from 'node:http';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** What was sent, as text. */
  readonly text: string;
  /** The JSON that was sent; empty when nothing was, or a form. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The contents of the chat messages, each on a line of its own; empty where there are none. */
  readonly words: string;
  /** Settles when the client goes away before the answer is complete. */
  readonly disconnected: Promise<void>;
}

/** @throws SyntaxError when the body is no JSON */
export async function readRequest(
  request: IncomingMessage,
  disconnected: Promise<void>,
): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const text = Buffer.concat(chunks).toString('utf8');
  const isForm = request.headers['content-type']?.startsWith('multipart/') === true;
  const body = text === '' || isForm ? {} : (JSON.parse(text) as Record<string, unknown>);
  const messages = (body['messages'] ?? []) as readonly { readonly content: string }[];
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    text,
    headers: request.headers,
    body,
    words: messages.map(({ content }) => content).join('\n'),
    disconnected,
  };
}
