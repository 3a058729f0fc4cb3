import {
  failureKind,
  MOST_BUSY_MS,
  OutageGate,
  Waits,
  type PatienceOptions,
} from '@rookery/benchmark-patience';
import { addUsage, NO_USAGE, Purpose, type SynthesisSpec, type Usage } from '@rookery/shared-contracts';
import { asRookeryError } from '@rookery/shared-errors';
import { limitReached, type Attempt, type Job } from '@rookery/shared-jobs';
import type { Inference } from '@rookery/shared-routing';
import { synthesizeQueriesPrompt } from '../queries/synthesize-queries.ts';

/** Who is asked for queries. */
export interface WriterParts {
  readonly inference: Pick<Inference, 'generate' | 'embed'>;
  /** Whether inference workers can serve. */
  readonly probe: (signal: AbortSignal) => Promise<void>;
}

/** What the calls for one person took, and how patient they are. */
export class WriterPatience {
  /** What all calls took so far, failed ones included. */
  usage: Usage = NO_USAGE;
  readonly options: PatienceOptions;

  /** @param taken by the job before */
  constructor(
    parts: WriterParts,
    { spec: { model }, limits }: Job<SynthesisSpec>,
    taken: Usage,
    { signal, explain }: Attempt,
  ) {
    const waits = new Waits(explain, signal);
    const changed = (what: string) => (waitingFor: string | undefined) =>
      waits.outage(what, waitingFor === undefined ? undefined : `waits: ${waitingFor}`);
    this.options = {
      gate: new OutageGate({ probe: parts.probe, changed: changed('workers'), signal }),
      server: new OutageGate({
        probe: (limit) => anyAnswer(parts, model, limit),
        changed: changed(model),
        signal,
        pause: { firstMs: 1000, mostMs: 30_000 },
        probeLimitMs: 60_000,
        mostMs: MOST_BUSY_MS,
      }),
      slowDown: (ms) => waits.slowDown(`the server of ${model} asks to slow down`, ms, signal),
      failed: (error) => this.spend(error.usage),
      mayRepeat: () => limitReached(limits, addUsage(taken, this.usage)) === undefined,
      signal,
    };
  }

  spend(usage: Usage | undefined): void {
    this.usage = addUsage(this.usage, usage);
  }
}

/** Whether the model's server answers anything; whoever refuses, filters or cuts is there. */
async function anyAnswer({ inference }: WriterParts, model: string, signal: AbortSignal): Promise<void> {
  const messages = synthesizeQueriesPrompt.render({
    situation: 'A quiet day.',
    profile: {},
    count: 1,
    avoid: [],
  });
  try {
    await inference.generate(
      { requestId: '', model, purpose: Purpose.SYNTHESIZE, messages, maxOutputTokens: 64 },
      { signal },
    );
  } catch (caught) {
    if (signal.aborted || ['server', 'busy'].includes(failureKind(asRookeryError(caught)))) throw caught;
  }
}
