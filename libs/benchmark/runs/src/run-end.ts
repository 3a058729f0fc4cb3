import { UNHEARD } from '@rookery/benchmark-samples';
import type { OutcomeCount } from '@rookery/benchmark-storage';
import type { JobEnd } from '@rookery/shared-jobs';

/**
 * How a run ends all of whose samples have a result. It has succeeded when none failed and the judge was heard for each; what the
 * judge said and nobody can read stays unscored, and is counted, because asking again under the same settings is another run. Where no
 * sample at all has a score, the run has failed.
 */
export function runEnd(counts: readonly OutcomeCount[]): JobEnd {
  const of = (state: OutcomeCount['state']): readonly OutcomeCount[] =>
    counts.filter((count) => count.state === state);
  const [scored, failed, unscored] = [of('scored'), of('failed'), of('unscored')];
  const again = sum(failed) + sum(unscored.filter(({ reason }) => UNHEARD.includes(reason ?? 'internal')));
  if (sum(scored) > 0 && again === 0) return { state: 'succeeded', reason: '' };
  const total = sum(counts);
  const parts = [
    ...(failed.length === 0 ? [] : [`${sum(failed)} of ${total} samples failed (${byReason(failed)})`]),
    ...(unscored.length === 0 ? [] : [`${sum(unscored)} of ${total} are unscored (${byReason(unscored)})`]),
    ...(again === 0 ? [] : [`resuming tries ${again} of them again`]),
  ];
  const [first] = [...failed, ...unscored].filter(({ detail }) => detail !== '');
  const words = first === undefined ? '' : `. The first that ended with ${first.reason}: ${first.detail}`;
  return { state: sum(scored) === 0 ? 'failed' : 'incomplete', reason: `${parts.join(', ')}${words}` };
}

function sum(counts: readonly OutcomeCount[]): number {
  return counts.reduce((samples, count) => samples + count.samples, 0);
}

function byReason(counts: readonly OutcomeCount[]): string {
  return counts.map(({ samples, reason }) => `${samples} ${reason}`).join(', ');
}
