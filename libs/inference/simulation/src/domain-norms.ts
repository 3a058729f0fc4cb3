import type { World } from '@rookery/shared-planner-wasm';
import { ALL_ATTRIBUTES, DOMAINS } from '@rookery/shared-scenario';
import { Random, seedOf } from './random.ts';

/** Dimensions of the world's space of related queries. */
export const LATENT_DIMENSIONS = 8;

/** Pairs of problems drawn per domain: the level of a domain is then known to about 0.02. */
const DRAWS = 80;

/** What an average model reaches in one domain of a world. */
export interface DomainNorm {
  /** Mean score without attributes. */
  readonly level: number;
  /** Mean gain of the whole profile. */
  readonly gain: number;
}

/**
 * Where the world's effects that a domain's queries share leave the domain. They are what a path library can
 * learn from, but they also move whole domains up or down, and the levels of domains are published: with the
 * norms, a model can be put where the paper found it.
 */
export function domainNorms(world: World): readonly DomainNorm[] {
  return DOMAINS.map(({ key }, domain) => {
    const random = new Random(seedOf('norm', key));
    let [level, full] = [0, 0];
    for (let draw = 0; draw < DRAWS; draw++) {
      const place = Array.from({ length: LATENT_DIMENSIONS }, () => random.normal());
      // A place and its opposite: what is linear in the place cancels out.
      for (const latent of [place, place.map((x) => -x)]) {
        const seed = BigInt(seedOf('norm', key, String(latent[0])));
        using problem = world.problem({ seed, context: { domain, latent } });
        const [nothing = 0, everything = 0] = problem.values(BigUint64Array.of(0n, ALL_ATTRIBUTES));
        level += nothing / (2 * DRAWS);
        full += everything / (2 * DRAWS);
      }
    }
    return { level, gain: full - level };
  });
}
