import type { Domain } from '@rookery/shared-scenario';

/** Where posts of each domain come from (paper, Table 3). */
const SUBREDDITS: Readonly<Record<Domain, readonly string[]>> = {
  relationship: ['relationships', 'relationship_advice'],
  career: ['careerguidance', 'jobs'],
  financial: ['personalfinance', 'povertyfinance'],
  social: ['socialskills', 'socialanxiety'],
  health: ['mentalhealth', 'SuicideWatch'],
  life: ['Adulting', 'selfimprovement'],
  education: ['college', 'gradschool', 'ApplyingToCollege', 'gradadmissions'],
};

const DOMAIN_OF = new Map(
  Object.entries(SUBREDDITS).flatMap(([domain, names]) =>
    names.map((name): [string, Domain] => [name.toLowerCase(), domain as Domain]),
  ),
);

/** The domain that a subreddit's posts belong to, in any case; undefined for one that is not read. */
export function domainOfSubreddit(name: string): Domain | undefined {
  return DOMAIN_OF.get(name.toLowerCase());
}
