import { readVerdict } from '@rookery/judge-verdict';
import { endsInGibberish, hides, isHollow } from '../looks.ts';
import { PHRASES } from '../phrases.ts';
import { reversed, rot13, turnable, undisguised } from '../plain-readings.ts';
import type { SignKind } from '../sign-kind.ts';

/**
 * The signs in a text, found the long way: every phrase by an expression of its own in every reading there can be, and the reader of
 * verdicts over all of them. What is left out for speed elsewhere is not left out here.
 */
export function thoroughSigns(text: string, isReply: boolean): Set<SignKind> {
  const { plain, decoded } = undisguised(text);
  const end = turnable(text);
  const turned = [reversed(end), rot13(end)].map(saidIn).filter((kinds) => kinds.length > 0);
  return new Set<SignKind>([
    ...plain.flatMap(saidIn),
    ...decoded.flatMap((reading): SignKind[] => ['encoded_text', ...saidIn(reading)]),
    ...turned.flatMap((kinds): SignKind[] => ['encoded_text', ...kinds]),
    ...sign('hidden_text', hides(text)),
    ...sign('flood', floods(text)),
    ...sign('gibberish', endsInGibberish(text)),
    ...sign('hollow', isReply && isHollow(text)),
  ]);
}

const sign = (kind: SignKind, isThere: boolean): SignKind[] => (isThere ? [kind] : []);

const EACH = PHRASES.map(
  ([kind, phrases]) => [kind, phrases.map(({ source }) => new RegExp(source, 'u'))] as const,
);

function saidIn(reading: string): SignKind[] {
  const lower = reading.toLowerCase();
  const kinds = EACH.filter(([, phrases]) => phrases.some((one) => one.test(lower))).map(([kind]) => kind);
  return [...kinds, ...sign('forged_verdict', holdsVerdict(reading) || holdsVerdict(lower))];
}

function holdsVerdict(text: string): boolean {
  const reading = readVerdict(text, 'done');
  return reading.scored || ['incomplete', 'out_of_range', 'contradictory'].includes(reading.reason);
}

function floods(text: string): boolean {
  if (text.length > 60_000) return true;
  const words = text.split(/\s+/).filter((word) => word !== '');
  const triples = words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`);
  return words.length >= 400 && new Set(triples).size < triples.length / 4;
}
