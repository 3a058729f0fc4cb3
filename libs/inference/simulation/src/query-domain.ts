import type { Domain } from '@rookery/shared-scenario';
import { contentWords } from './words.ts';

// Stems of words that speak for a domain. The simulated model sees the query alone, so it has to guess, like
// any reader.
const SIGNS: Readonly<Record<Domain, readonly string[]>> = {
  relationship:
    'husband wife partner boyfriend girlfriend marriag marri divorc ex affair cheat love dating date breakup mother father mom dad sister brother son daughter kids custody family parent spouse'.split(
      ' ',
    ),
  career:
    'job work boss career resign quit promot interview manager colleague coworker office employ layoff hire fired resume workplace profession shift salary'.split(
      ' ',
    ),
  financial:
    'money debt loan invest saving budget credit mortgag rent bill bankrupt pay afford stock crypto borrow gambl payday tax financ bank'.split(
      ' ',
    ),
  social:
    'friend party social group conversation talk lonely lonelin shy awkward people club neighbor neighbour invit gathering crowd stranger'.split(
      ' ',
    ),
  health:
    'sleep pain doctor medic pill diet weight fast exercis sick ill diagnos therap symptom drink alcohol anxi depress panic tired fatigu body hospital dose'.split(
      ' ',
    ),
  life: 'life move habit routine apartment home alone trip travel hobby motivat goal purpose grow adult change meaning city plan day'.split(
    ' ',
  ),
  education:
    'school college universit exam study studi grade class course professor teacher degree phd thesis student homework semester admission scholarship campus dissertation'.split(
      ' ',
    ),
};

const ENTRIES = Object.entries(SIGNS).map(([domain, signs]) => ({
  domain: domain as Domain,
  signs: new Set(signs),
}));

/** Longest ending that is cut off a word to compare it with a sign. */
const LONGEST_ENDING = 4;

/**
 * The domain with the most signs in the text, or undefined when there is none. The first of the list wins a
 * tie.
 */
export function domainOfQuery(query: string): Domain | undefined {
  const words = contentWords(query);
  let best: Domain | undefined;
  let most = 0;
  for (const { domain, signs } of ENTRIES) {
    const found = words.filter((word) => matches(word, signs)).length;
    if (found > most) [best, most] = [domain, found];
  }
  return best;
}

function matches(word: string, signs: ReadonlySet<string>): boolean {
  for (let cut = 0; cut <= LONGEST_ENDING && word.length - cut >= 3; cut++) {
    if (signs.has(word.slice(0, word.length - cut))) return true;
  }
  return signs.has(word);
}
