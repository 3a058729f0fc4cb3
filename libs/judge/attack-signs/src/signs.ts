import { readVerdict } from '@rookery/judge-verdict';
import type { Profile } from '@rookery/shared-scenario';
import { endsInGibberish, floods, hides, isHollow } from './looks.ts';
import { PHRASES, WORTH_A_LOOK } from './phrases.ts';
import { readingsOf, turned } from './plain-readings.ts';
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
  for (const reading of turned(text)) {
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

function said(reading: string): SignKind[] {
  const lower = reading.toLowerCase();
  if (!WORTH_A_LOOK.test(lower)) return [];
  const kinds = PHRASES.filter(([, phrases]) => phrases.test(lower)).map(([kind]) => kind);
  return holdsVerdict(reading) ? [...kinds, 'forged_verdict'] : kinds;
}

/** Whether the verdict's own reader finds scores in it, whatever they are worth. */
function holdsVerdict(text: string): boolean {
  const reading = readVerdict(text, 'done');
  return reading.scored || HOLDING.has(reading.reason);
}
const HOLDING: ReadonlySet<string> = new Set(['incomplete', 'out_of_range', 'contradictory']);
