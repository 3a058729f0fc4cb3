import {
  agentCalls,
  type Abstention,
  openConversation,
  takeTurn,
  type Conversation,
  type ConversationSettings,
  type GuidingPath,
  type Message,
  type Progress,
  type Surroundings,
} from '@rookery/agent-conversation';
import { expectGains, planAnew } from '@rookery/agent-service';
import { phrasesAlone } from '@rookery/agent-crisis';
import { CallLedger } from '@rookery/shared-model-calls';
import type { AttributeKey, PathUse } from '@rookery/shared-scenario';
import { REGISTRY, type PlannedLibrary } from './library.ts';
import type { Models } from './models.ts';
import type { Case } from './scenarios.ts';

/** What guided a conversation: `agent` is without planned paths. */
export type Guide = 'agent' | PathUse;

/** What was asked, in order, and the model calls that it took. */
export interface Asked {
  readonly attributes: readonly AttributeKey[];
  readonly calls: number;
}

const SILENT = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  debug: () => undefined,
};
/** Nobody ever finds that enough is known: conversations are compared at equal numbers of questions. */
const NEVER: Abstention = { form: 'scale', threshold: 6 };

/** Holds the product's own conversation with a person, for as many questions unless it may stop by itself. */
export async function ask(
  { query, profile }: Case,
  guide: Guide,
  {
    models,
    library,
    embedding,
  }: { models: Models; library: PlannedLibrary | undefined; embedding: Float32Array },
  {
    model,
    questions,
    seed,
    abstention = NEVER,
  }: { model: string; questions: number; seed: number; abstention?: Abstention },
): Promise<Asked> {
  const { signal } = new AbortController();
  const ledger = new CallLedger();
  const settings: ConversationSettings = {
    id: '',
    model,
    seed,
    maxQuestions: questions,
    abstention,
    pathUse: guide === 'agent' ? 'examples' : guide,
    reading: 'literal',
    locale: undefined,
    wholeAnswer: true,
  };
  const paths: readonly GuidingPath[] =
    guide === 'agent' || library === undefined ? [] : library.nearest(embedding);
  const parts = {
    planning: {
      registry: REGISTRY,
      questionCosts: {},
      lessons: {
        of: async () => ({
          placed: undefined,
          lesson: library && { fit: library.fit, domain: '', embedding, carry: [] },
          version: 1,
        }),
        refused: async () => undefined,
      },
    },
    libraries: { check: async () => undefined },
    inference: models.inference,
    log: SILENT,
  } as unknown as Parameters<typeof planAnew>[0] & Parameters<typeof expectGains>[0];
  const whole = { library: 'experiment', reader: { owner: 'experiment' } as never };
  const surroundings: Surroundings = {
    calls: agentCalls(models.inference, ledger),
    findPaths: async () => paths,
    planAnew: (conversation: Conversation, candidates) =>
      planAnew(parts, { ...whole, conversation, candidates, ledger }, signal),
    expectGains: (conversation, candidates) =>
      expectGains(parts, { ...whole, conversation, candidates }, signal),
    costOf: () => 0,
    promptVersions: () => [],
    lookByMeaning: phrasesAlone,
    keep: async () => undefined,
  };
  const first: Message = { kind: 'query', text: query };
  let progress: Progress = {
    conversation: openConversation(settings, {}),
    pending: first,
    answer: undefined,
    turns: [],
  };
  for (;;) {
    const turn = takeTurn(progress, surroundings, signal);
    let step = await turn.next();
    while (step.done !== true) step = await turn.next();
    progress = step.value;
    const { open, asked } = progress.conversation;
    // The answers are written and judged apart.
    if (open === undefined || asked.length >= questions)
      return { attributes: asked, calls: ledger.usage.calls };
    progress = {
      ...progress,
      pending: { kind: 'reply', text: profile[open.attribute] ?? 'x', number: undefined },
    };
  }
}
