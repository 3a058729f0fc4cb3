import { phrasesAlone } from '@rookery/agent-crisis';
import type { AgentCalls } from '../agent-calls.ts';
import type { ModelCall, Reading } from '@rookery/shared-model-calls';
import type {
  AcquireAnswer,
  AcquireInput,
  BasicChoice,
  DangerLevel,
  MessageReading,
  ReadMessageInput,
} from '@rookery/agent-prompts';
import type { Profile } from '@rookery/shared-scenario';
import type { ConversationSettings } from '../conversation.ts';
import type { GuidingPath } from '../guiding-path.ts';
import type { Surroundings } from '../take-turn.ts';

export const UNREADABLE = { readable: false, reason: 'no_answer' } as const;

export const SETTINGS: ConversationSettings = {
  id: 'c1',
  model: 'sim/gpt-4o',
  seed: 7,
  maxQuestions: 3,
  abstention: { form: 'scale', threshold: 4 },
  pathUse: 'examples',
  reading: 'literal',
  locale: undefined,
  wholeAnswer: false,
};

export const NOTHING_SAID: MessageReading = {
  facts: [],
  refusedFacts: 0,
  declined: false,
  asksWhy: false,
  newQuestion: '',
  language: '',
};

/** A model that says what the test tells it to, and remembers what it was asked. */
export class ScriptedModel implements AgentCalls {
  readonly calls: ModelCall[] = [];
  readonly acquired: AcquireInput[] = [];
  readonly answered: Profile[] = [];
  readonly readMessages: ReadMessageInput[] = [];
  completenessOf: (known: Profile) => Reading<number> = () => ({ readable: true, value: 0 });
  sufficientFor: (known: Profile) => Reading<boolean> = () => ({ readable: true, value: false });
  next: (input: AcquireInput) => Reading<BasicChoice> = ({ candidates }) => ({
    readable: true,
    value: candidates[0] ?? 'answer',
  });
  choose: (input: AcquireInput) => Reading<AcquireAnswer> = ({ candidates }) => ({
    readable: true,
    value: { attribute: candidates[0] ?? 'age', question: 'Well?', why: 'Because.' },
  });
  write: (known: Profile) => string = () => 'Take care.';
  understand: (input: ReadMessageInput) => Reading<MessageReading> = () => ({
    readable: true,
    value: NOTHING_SAID,
  });
  look: (message: string) => Reading<DangerLevel> = () => ({ readable: true, value: 'none' });

  async answer(_query: string, known: Profile, call: ModelCall): Promise<string> {
    this.calls.push(call);
    this.answered.push(known);
    return this.write(known);
  }
  async *answerPieces(query: string, known: Profile, call: ModelCall): AsyncGenerator<string> {
    const text = await this.answer(query, known, call);
    for (let at = 0; at < text.length; at += 4) yield text.slice(at, at + 4);
  }
  async acquire(input: AcquireInput, call: ModelCall): Promise<Reading<AcquireAnswer>> {
    this.calls.push(call);
    this.acquired.push(input);
    return this.choose(input);
  }
  async completeness({ known }: { known: Profile }, call: ModelCall): Promise<Reading<number>> {
    this.calls.push(call);
    return this.completenessOf(known);
  }
  async sufficient({ known }: { known: Profile }, call: ModelCall): Promise<Reading<boolean>> {
    this.calls.push(call);
    return this.sufficientFor(known);
  }
  async basic(input: AcquireInput, call: ModelCall): Promise<Reading<BasicChoice>> {
    this.calls.push(call);
    return this.next(input);
  }
  async read(input: ReadMessageInput, call: ModelCall): Promise<Reading<MessageReading>> {
    this.calls.push(call);
    this.readMessages.push(input);
    return this.understand(input);
  }
  async secondLook(message: string, call: ModelCall): Promise<Reading<DangerLevel>> {
    this.calls.push(call);
    return this.look(message);
  }
}

/** What a conversation needs, with nothing kept and every question free. */
export function surroundingsOf(
  calls: AgentCalls,
  extra: Partial<Omit<Surroundings, 'calls'>> & { paths?: readonly GuidingPath[] } = {},
): Surroundings {
  const { paths = [], ...others } = extra;
  return {
    calls,
    findPaths: async () => paths,
    planAnew: async () => undefined,
    costOf: () => 0,
    lookByMeaning: phrasesAlone,
    promptVersions: () => [],
    keep: async () => undefined,
    ...others,
  };
}
