import { phrasesAlone } from '@rookery/agent-crisis';
import type { AgentCalls, AnswerInput } from '../agent-calls.ts';
import type { ModelCall, Reading } from '@rookery/shared-model-calls';
import type {
  AcquireAnswer,
  AcquireInput,
  BasicChoice,
  CrisisAnswerInput,
  DangerLevel,
  MessageReading,
  ReadMessageInput,
} from '@rookery/agent-prompts';
import type { Profile } from '@rookery/shared-scenario';
import type { ConversationSettings } from '../conversation.ts';
import type { GuidingPath } from '../guiding-path.ts';
import type { Surroundings } from '../take-turn.ts';
import type { WrittenAnswer } from '../written-answer.ts';

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
  wantsQuestions: false,
  newQuestion: '',
  language: '',
};

/** A model that says what the test tells it to, and remembers what it was asked. */
export class ScriptedModel implements AgentCalls {
  readonly calls: ModelCall[] = [];
  readonly acquired: AcquireInput[] = [];
  readonly answered: Profile[] = [];
  readonly inDanger: CrisisAnswerInput[] = [];
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
  comfort: () => AsyncIterable<string> = () => ReadableStream.from(['I hear ', 'you.']);
  understand: (input: ReadMessageInput) => Reading<MessageReading> = () => ({
    readable: true,
    value: NOTHING_SAID,
  });
  look: (message: string) => Reading<DangerLevel> = () => ({ readable: true, value: 'none' });

  async answer({ known }: AnswerInput, call: ModelCall): Promise<WrittenAnswer> {
    this.calls.push(call);
    this.answered.push(known);
    return { text: this.write(known), cut: false, sent: undefined };
  }
  async *answerPieces(input: AnswerInput, call: ModelCall): AsyncGenerator<string, WrittenAnswer, undefined> {
    const written = await this.answer(input, call);
    for (let at = 0; at < written.text.length; at += 4) yield written.text.slice(at, at + 4);
    return written;
  }
  async *crisisAnswerPieces(
    input: CrisisAnswerInput,
    call: ModelCall,
  ): AsyncGenerator<string, WrittenAnswer, undefined> {
    this.calls.push(call);
    this.inDanger.push(input);
    let text = '';
    for await (const piece of this.comfort()) {
      text += piece;
      yield piece;
    }
    return { text, cut: false, sent: undefined };
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
    expectGains: async () => undefined,
    costOf: () => 0,
    lookByMeaning: phrasesAlone,
    promptVersions: () => [],
    keep: async () => undefined,
    ...others,
  };
}
