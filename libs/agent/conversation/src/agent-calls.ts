import {
  abstainBasicPrompt,
  abstainBasicSchema,
  abstainBinaryPrompt,
  abstainBinarySchema,
  abstainScalePrompt,
  abstainScaleSchema,
  acquirePrompt,
  acquireSchema,
  readAcquire,
  readBasic,
  readCompleteness,
  readMessagePrompt,
  readMessageSchema,
  readReading,
  readSecondLook,
  readSufficient,
  secondLookPrompt,
  secondLookSchema,
  type AbstainInput,
  type AcquireAnswer,
  type AcquireInput,
  type BasicChoice,
  type DangerLevel,
  type MessageReading,
  type ReadMessageInput,
} from '@rookery/agent-prompts';
import {
  type Reading,
  askModel,
  streamModel,
  type ModelCall,
  type CallLedger,
} from '@rookery/shared-model-calls';
import { answerPrompt, promptLabel, type Prompt } from '@rookery/shared-prompting';
import { Purpose } from '@rookery/shared-contracts';
import type { Inference } from '@rookery/shared-routing';
import type { Profile } from '@rookery/shared-scenario';

/** What a conversation asks of models. Errors as ModelCalls has them; what cannot be understood is a value. */
export interface AgentCalls {
  /**
   * The reply to a person of whom exactly this is known; may be empty when a filter cut it away.
   * @param instructions what the application wants of it
   */
  answer(query: string, known: Profile, call: ModelCall, instructions?: string): Promise<string>;
  /** The same, piece by piece. */
  answerPieces(query: string, known: Profile, call: ModelCall, instructions?: string): AsyncIterable<string>;
  acquire(input: AcquireInput, call: ModelCall): Promise<Reading<AcquireAnswer>>;
  /** How completely the person is known, 0..5. */
  completeness(input: AbstainInput, call: ModelCall): Promise<Reading<number>>;
  /** Whether what is known suffices. */
  sufficient(input: AbstainInput, call: ModelCall): Promise<Reading<boolean>>;
  /** Answer now, or ask for a candidate. */
  basic(input: AcquireInput, call: ModelCall): Promise<Reading<BasicChoice>>;
  /** What a message says about its writer. */
  read(input: ReadMessageInput, call: ModelCall): Promise<Reading<MessageReading>>;
  /** Whether a message sounds as if its writer were in danger. */
  secondLook(message: string, call: ModelCall): Promise<Reading<DangerLevel>>;
}

/** The calls, made through `inference` and entered in `ledger`. */
export function agentCalls(
  inference: Pick<Inference, 'generate' | 'generateStream'>,
  ledger: CallLedger,
): AgentCalls {
  /** A call of a prompt: how it is made is the same for all. */
  const say = <Input>(
    purpose: Purpose,
    prompt: Prompt<Input>,
    input: Input,
    schema: string,
    call: ModelCall,
  ) =>
    askModel(
      inference,
      ledger,
      { purpose, messages: prompt.render(input), schema, promptVersion: promptLabel(prompt) },
      call,
    );
  const answering = (query: string, known: Profile, instructions?: string) => {
    const { messages, version } = answerPrompt(query, known, instructions);
    return { purpose: Purpose.ANSWER, messages, promptVersion: version };
  };

  return {
    answer: (query, known, call, instructions) =>
      askModel(inference, ledger, answering(query, known, instructions), call),
    answerPieces: (query, known, call, instructions) =>
      streamModel(inference, ledger, answering(query, known, instructions), call),
    async acquire(input, call) {
      const schema = acquireSchema(input.candidates);
      return readAcquire(await say(Purpose.ACQUIRE, acquirePrompt, input, schema, call), input.candidates);
    },
    async completeness(input, call) {
      return readCompleteness(
        await say(Purpose.ABSTAIN, abstainScalePrompt, input, abstainScaleSchema, call),
      );
    },
    async sufficient(input, call) {
      return readSufficient(
        await say(Purpose.ABSTAIN, abstainBinaryPrompt, input, abstainBinarySchema, call),
      );
    },
    async basic(input, call) {
      const schema = abstainBasicSchema(input.candidates);
      return readBasic(await say(Purpose.ABSTAIN, abstainBasicPrompt, input, schema, call), input.candidates);
    },
    async read(input, call) {
      const text = await say(Purpose.EXTRACT, readMessagePrompt, input, readMessageSchema, call);
      return readReading(text, input.message);
    },
    async secondLook(message, call) {
      return readSecondLook(await say(Purpose.SCREEN, secondLookPrompt, message, secondLookSchema, call));
    },
  };
}
