import { crisisWords } from './crisis-words.ts';
import type { CrisisResource, ResourcesFor } from './resources.ts';
import type { Screening } from './screen.ts';

/** What a person in danger is shown before anything else. */
export interface Notice {
  /** Calm words, in the language of the message or the locale where we have its sentences. */
  readonly text: string;
  /** Whom to turn to, local ones first; never empty, and nobody twice. `region` may name several countries. */
  readonly resources: readonly CrisisResource[];
}

/**
 * The notice for a finding of the screen.
 * @param locale BCP 47: where the person is, or what they speak; undefined: not known
 */
export function crisisNotice(
  level: 'concern' | 'crisis',
  screening: Pick<Screening, 'matches'>,
  locale: string | undefined,
  resourcesFor: ResourcesFor,
): Notice {
  const { opening, emergency, staying, resources, language } = crisisWords(level, screening, locale);
  return {
    text: [opening, emergency, staying, resources].join(' '),
    resources: eachOnce(resourcesFor(locale ?? language)),
  };
}

/** A line that several countries share is one line, with all of them. */
function eachOnce(list: readonly CrisisResource[]): CrisisResource[] {
  const lines = new Map<string, CrisisResource>();
  for (const resource of list) {
    const line = JSON.stringify([resource.name, resource.contact]);
    const known = lines.get(line);
    const regions = new Set([...(known?.region.split(', ') ?? []), resource.region]);
    lines.set(line, { ...(known ?? resource), region: [...regions].join(', ') });
  }
  return [...lines.values()];
}
