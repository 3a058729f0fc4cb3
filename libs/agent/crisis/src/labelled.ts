import { createHash } from 'node:crypto';
import type { CrisisLevel } from './meanings.ts';

/** A message of the labelled set (labelled/*.jsonl), written for this project. */
export interface LabelledMessage {
  /** BCP 47. */
  readonly language: string;
  /** What a careful reader says of it. */
  readonly level: CrisisLevel;
  /** What sort of message it is: `explicit`, `passive`, `negated`, `idiom`, `lyrics`... */
  readonly kind: string;
  readonly text: string;
}

/**
 * Reads a part of the set, one JSON object a line.
 * @throws Error naming the line that is not of the form
 */
export function readLabelled(jsonLines: string): LabelledMessage[] {
  return jsonLines.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [readLine(line, i + 1)]));
}

/** Whether a message belongs to the half of a set that nothing is tuned on: by a hash of its text, so that it stays there. */
export function isHeldOut({ text }: Pick<LabelledMessage, 'text'>): boolean {
  return ((createHash('sha256').update(text).digest()[0] ?? 0) & 1) === 1;
}

function readLine(line: string, number: number): LabelledMessage {
  const { language, level, kind, text } = Object(valueOf(line)) as Record<keyof LabelledMessage, unknown>;
  if (typeof language !== 'string' || typeof kind !== 'string' || typeof text !== 'string' || !isLevel(level))
    throw new Error(`line ${number} is not a labelled message`);
  return { language, level, kind, text };
}

/** What the parser says would quote the line; who labels is told its number. */
function valueOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function isLevel(value: unknown): value is CrisisLevel {
  return value === 'none' || value === 'concern' || value === 'crisis';
}
