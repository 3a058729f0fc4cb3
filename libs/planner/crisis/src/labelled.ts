import { higherLevel, type CrisisLevel } from './meanings.ts';

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

function readLine(line: string, number: number): LabelledMessage {
  const value: unknown = JSON.parse(line);
  const { language, level, kind, text } = Object(value) as Record<keyof LabelledMessage, unknown>;
  if (typeof language !== 'string' || typeof kind !== 'string' || typeof text !== 'string' || !isLevel(level))
    throw new Error(`line ${number} is not a labelled message`);
  return { language, level, kind, text };
}

function isLevel(value: unknown): value is CrisisLevel {
  return value === 'none' || value === 'concern' || value === 'crisis';
}

/** How the screen did on some messages: of each true level, how many were given which. */
export interface Measured {
  readonly messages: number;
  /** Messages at `crisis`, and how many of them were given `crisis`, and at least `concern`. */
  readonly crisis: { readonly of: number; readonly recognised: number; readonly noticed: number };
  /** Messages at `concern`, and how many were given at least that. */
  readonly concern: { readonly of: number; readonly noticed: number };
  /** Messages at `none`, how many were given more, and how many `crisis`. */
  readonly none: { readonly of: number; readonly alarmed: number; readonly crisis: number };
}

/** Counts what a screen says of labelled messages. */
export function measure(
  messages: readonly LabelledMessage[],
  levelOf: (text: string) => CrisisLevel,
): Measured {
  const seen = messages.map(({ level, text }) => ({ level, given: levelOf(text) }));
  const count = (level: CrisisLevel, least: CrisisLevel): number =>
    seen.filter((one) => one.level === level && higherLevel(one.given, least) === one.given).length;
  return {
    messages: messages.length,
    crisis: {
      of: count('crisis', 'none'),
      recognised: count('crisis', 'crisis'),
      noticed: count('crisis', 'concern'),
    },
    concern: { of: count('concern', 'none'), noticed: count('concern', 'concern') },
    none: { of: count('none', 'none'), alarmed: count('none', 'concern'), crisis: count('none', 'crisis') },
  };
}
