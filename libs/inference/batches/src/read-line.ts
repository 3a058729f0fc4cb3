import type { BatchAnswer } from './batch-server.ts';

/** What a line of a result file says of one request. */
export interface ResultLine {
  readonly customId: string;
  /** Undefined: the server did not do it. */
  readonly answer: BatchAnswer | undefined;
}

/** Reads a line of an output or an error file; undefined for what is none, such as a torn one. */
export function readLine(line: string): ResultLine | undefined {
  let read: unknown;
  try {
    read = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { custom_id: customId, response } = record(read);
  if (typeof customId !== 'string') return undefined;
  const { status_code: status, body } = record(response);
  const answered = typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599;
  // The server's own line for what it never got to has an error and no response.
  return { customId, answer: answered ? { status, body } : undefined };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
