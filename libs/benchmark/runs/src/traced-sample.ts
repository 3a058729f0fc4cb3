import type { PendingSample, SampleOutcome } from '@rookery/benchmark-storage';
import { asRookeryError } from '@rookery/shared-errors';
import { inSpan } from '@rookery/shared-tracing';
import { doSample, type SampleContext, type SampleTerms } from './do-sample.ts';

/** Does one sample as a trace of its own, where somebody traces; see doSample. */
export function tracedSample(
  context: SampleContext,
  pending: PendingSample,
  terms: SampleTerms,
): Promise<SampleOutcome> {
  const about = {
    // A chunk of hundreds is nothing that can be looked at.
    under: 'root',
    attributes: () => ({
      'rookery.run': `runs/${pending.run}`,
      'rookery.sample': pending.sample,
      'rookery.status': pending.status,
      'rookery.model': pending.model,
    }),
  } as const;
  return inSpan('sample', about, codeOf, async (span) => {
    const outcome = await doSample(context, pending, terms);
    const { state, reason = '' } = outcome;
    span?.set({ 'rookery.sample.state': state, ...(reason !== '' && { 'rookery.sample.reason': reason }) });
    return outcome;
  });
}

const codeOf = (caught: unknown): string => asRookeryError(caught).code;
