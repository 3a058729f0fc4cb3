import type { IncomingMessage } from 'node:http';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The JSON that was sent; empty when nothing was. */
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
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  const messages = (body['messages'] ?? []) as readonly { readonly content: string }[];
  return {
    path: request.url ?? '',
    headers: request.headers,
    body,
    words: messages.map(({ content }) => content).join('\n'),
    disconnected,
  };
}
