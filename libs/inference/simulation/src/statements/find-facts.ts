import type { AttributeKey } from '@rookery/shared-scenario';
import { DEMOGRAPHIC } from './demographic.ts';
import { EMOTIONAL, HEALTH } from './health.ts';

/** A fact that a message tells, in the shape that the platform's reading asks for. */
export interface ToldFact {
  readonly attribute: AttributeKey;
  readonly value: string;
  /** The words of the message, exactly. */
  readonly words: string;
}

const STATEMENTS = [...DEMOGRAPHIC, ...HEALTH, ...EMOTIONAL];

/** The facts that a message tells in one of the ways a simulation knows; the first way of an attribute counts. */
export function factsTold(message: string): ToldFact[] {
  const facts = new Map<AttributeKey, ToldFact>();
  const plain = message.replace(/[‘’]/gu, "'");
  for (const { attribute, words, value } of STATEMENTS) {
    const match = words.exec(plain);
    if (match === null || facts.has(attribute)) continue;
    const found = message.slice(match.index, match.index + match[0].length);
    facts.set(attribute, { attribute, value: value ?? match[1] ?? found, words: found });
  }
  return [...facts.values()];
}
