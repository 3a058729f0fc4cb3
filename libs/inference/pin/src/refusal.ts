import type { PinFinding } from '@rookery/shared-contracts';

/** Longest reason that a registration takes. */
const LONGEST = 4000;

/** What was wanted, what was found, and what can be done, in a sentence or two. */
export function refusalInWords(model: string, entry: string, wrong: readonly PinFinding[]): string {
  const findings = wrong
    .map(({ what, wanted, found }) => `${what}: wanted ${wanted}, found ${found}`)
    .join('; ');
  const sentence =
    `${model} is not served, because it is not what the catalogue says of ${entry}: ${findings}. Run it where it belongs, say in a ` +
    'catalogue of your own what it has to be (ROOKERY_CATALOGUE), or serve it all the same, which every report will say ' +
    '(ROOKERY_PIN_OVERRIDE=on).';
  return sentence.slice(0, LONGEST);
}
