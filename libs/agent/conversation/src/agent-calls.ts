import {
  abstainBasicPrompt,
  abstainBasicSchema,
  abstainBinaryPrompt,
  abstainBinarySchema,
  abstainScalePrompt,
  abstainScaleSchema,
  acquirePrompt,
  acquireSchema,
  answerCrisisPrompt,
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
  type CrisisAnswerInput,
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
import { Purpose, type GenerateResponse } from '@rookery/shared-contracts';
import type { Profile } from '@rookery/shared-scenario';
import { answerFrom, askingFor, type Asking } from './asking.ts';
import type { WrittenAnswer } from './written-answer.ts';

type Asked = Parameters<typeof askModel>[2];

/** What is answered, and how. */
export interface AnswerInput {
  readonly query: string;
  /** Exactly this is known of the person. */
  readonly known: Profile;
  /** What the application wants of it; not set: nothing. */
  readonly instructions?: string | undefined;
  /** Most tokens to write, thoughts included; not set: as the contract has it. */
  readonly maxOutputTokens?: number | undefined;
}

/** What a conversation asks of models. Errors as ModelCalls has them; what cannot be understood is a value. */
export interface AgentCalls {
  /** The reply to a person; its text may be empty. */
  answer(input: AnswerInput, call: ModelCall): Promise<WrittenAnswer>;
  /** The same, piece by piece. */
  answerPieces(input: AnswerInput, call: ModelCall): AsyncGenerator<string, WrittenAnswer, undefined>;
  /** The reply to a person who may be in danger, piece by piece. */
  crisisAnswerPieces(
    input: CrisisAnswerInput,
    call: ModelCall,
  ): AsyncGenerator<string, WrittenAnswer, undefined>;
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
export function agentCalls(inference: Asking, ledger: CallLedger): AgentCalls {
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
  const answering = ({ query, known, instructions }: AnswerInput): Asked => {
    const { messages, version } = answerPrompt(query, known, instructions);
    return { purpose: Purpose.ANSWER, messages, promptVersion: version };
  };
  async function* pieces(
    asked: Asked,
    call: ModelCall,
    more: Pick<AnswerInput, 'maxOutputTokens'> = {},
  ): AsyncGenerator<string, WrittenAnswer, undefined> {
    let completed: GenerateResponse | undefined;
    const asking = askingFor(inference, more, (heard) => (completed = heard));
    let text = '';
    for await (const piece of streamModel(asking, ledger, asked, call)) {
      text += piece;
      yield piece;
    }
    return answerFrom(text, completed);
  }

  return {
    async answer(input, call) {
      const { maxOutputTokens } = input;
      let completed: GenerateResponse | undefined;
      const asking = askingFor(inference, { maxOutputTokens }, (heard) => (completed = heard));
      return answerFrom(await askModel(asking, ledger, answering(input), call), completed);
    },
    answerPieces: (input, call) => pieces(answering(input), call, { maxOutputTokens: input.maxOutputTokens }),
    crisisAnswerPieces: (input, call) =>
      pieces(
        {
          purpose: Purpose.ANSWER,
          messages: answerCrisisPrompt.render(input),
          promptVersion: promptLabel(answerCrisisPrompt),
        },
        call,
      ),
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
