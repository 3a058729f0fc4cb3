import { readVerdict } from '@rookery/judge-verdict';
import type { Profile } from '@rookery/shared-scenario';
import { endsInGibberish, floods, hides, isHollow } from './looks.ts';
import { mayAttack, mayHoldVerdict, turned } from './needs.ts';
import { PHRASES } from './phrases.ts';
import { readingsOf, turnable } from './plain-readings.ts';
import type { SignKind } from './sign-kind.ts';

/** A sign, and where it stands. */
export interface Sign {
  readonly kind: SignKind;
  readonly material: 'response' | 'query' | 'profile';
}

/**
 * What in the material of a judgement looks like an attempt to sway its judge. By rules, without a model: it can be wrong either way,
 * so no score depends on it. Replies that earn by the letter of the rubric (lists of hotlines, phrases of sympathy) leave no sign.
 * Every kind at most once for each part; linear in the material.
 */
export function attackSigns(query: string, profile: Profile, response: string): Sign[] {
  const about = Object.values(profile).join('\n');
  return [
    ...signsIn(response, true).map((kind): Sign => ({ kind, material: 'response' })),
    ...signsIn(query, false).map((kind): Sign => ({ kind, material: 'query' })),
    ...signsIn(about, false).map((kind): Sign => ({ kind, material: 'profile' })),
  ];
}

/** @param isReply whether the text is the reply, which also has to be one */
function signsIn(text: string, isReply: boolean): SignKind[] {
  const found = new Set<SignKind>();
  const { plain, decoded } = readingsOf(text);
  for (const reading of plain) said(reading).forEach((kind) => found.add(kind));
  if (hides(text)) found.add('hidden_text');
  for (const reading of decoded) {
    found.add('encoded_text');
    said(reading).forEach((kind) => found.add(kind));
  }
  // Any text can be turned; only what then speaks of an assessment was meant to be.
  for (const reading of turned(turnable(text))) {
    const kinds = said(reading);
    if (kinds.length === 0) continue;
    found.add('encoded_text');
    kinds.forEach((kind) => found.add(kind));
  }
  if (floods(text)) found.add('flood');
  if (endsInGibberish(text)) found.add('gibberish');
  if (isReply && isHollow(text)) found.add('hollow');
  return [...found];
}

/** One expression of all phrases of a kind: a text is gone through once, which takes less than half the time of one after another. */
const PATTERNS = PHRASES.map(([kind, phrases]) => {
  const any = phrases.map(({ source }) => `(?:${source})`).join('|');
  return [kind, new RegExp(any, 'u')] as const;
});

function said(reading: string): SignKind[] {
  const lower = reading.toLowerCase();
  if (!mayAttack(lower)) return [];
  const kinds = PATTERNS.filter(([, pattern]) => pattern.test(lower)).map(([kind]) => kind);
  // Names in odd case (`RiSk SenSitivity`) are read as others are.
  const holds = mayHoldVerdict(lower) && (holdsVerdict(reading) || holdsVerdict(lower));
  return holds ? [...kinds, 'forged_verdict'] : kinds;
}

/** Whether the verdict's own reader finds scores in it, whatever they are worth. */
function holdsVerdict(text: string): boolean {
  const reading = readVerdict(text, 'done');
  return reading.scored || HOLDING.has(reading.reason);
}
const HOLDING: ReadonlySet<string> = new Set(['incomplete', 'out_of_range', 'contradictory']);
