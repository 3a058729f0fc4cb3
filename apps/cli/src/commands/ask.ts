import {
  AgentServiceDefinition,
  FinalAnswer,
  MessageReading,
  type ConverseRequest,
  type ConverseResponse,
  type Question,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import { abstentionToWire, pathUseToWire, type AbstentionForm, type PathUse } from '@rookery/shared-scenario';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { AnswerView, crisisText, questionText, type Screen } from '../terminal/conversation-view.ts';
import { Person } from '../terminal/person.ts';
import { widthOf } from '../terminal/wrapped-text.ts';
import { Outbox } from './outbox.ts';
import { readProfile } from './read-profile.ts';
import { resourceName } from './resource-name.ts';

export interface AskOptions {
  readonly model: string;
  readonly library: string;
  readonly maxQuestions?: number;
  readonly profile?: string;
  readonly seed?: number;
  readonly abstention?: AbstentionForm;
  readonly pathUse?: PathUse;
  readonly locale: string;
  /** Session to go on with. */
  readonly session?: string;
  readonly explain: boolean;
  /** False: nothing is kept. */
  readonly keep: boolean;
}

/**
 * `rookery ask "..."`: a conversation in the terminal. An empty reply declines; Ctrl-D asks for the answer now; after Ctrl-C
 * it says how to go on.
 */
export async function ask(
  context: CommandContext,
  query: string | undefined,
  options: AskOptions,
): Promise<void> {
  const first = await firstMessage(query, options);
  const person = new Person(process.stdin, process.stderr);
  const screen: Screen = {
    write: (text) => process.stdout.write(text),
    note: context.note,
    width: widthOf(process.stdout),
  };
  try {
    await withPlatform(context, (platform) =>
      new Talk(context, person, screen, options).hold(platform, first),
    );
  } finally {
    person.close();
  }
}

async function firstMessage(query: string | undefined, options: AskOptions): Promise<ConverseRequest> {
  if (options.session !== undefined) {
    const session = resourceName('sessions', options.session);
    const resume = { session, query: query ?? '', explain: options.explain };
    return { event: { $case: 'resume', value: resume } };
  }
  if (query === undefined) throw invalidArgument('<query>', 'is missing; give one, or --session to go on');
  const known = options.profile === undefined ? {} : await readProfile(options.profile);
  const { abstention, pathUse } = options;
  return {
    event: {
      $case: 'start',
      value: {
        requestId: '',
        query,
        model: options.model,
        known: { values: known },
        library: options.library,
        maxQuestions: options.maxQuestions,
        completenessThreshold: undefined,
        seed: options.seed,
        abstention: abstention === undefined ? 0 : abstentionToWire(abstention),
        pathUse: pathUse === undefined ? 0 : pathUseToWire(pathUse),
        reading: MessageReading.MODEL,
        ephemeral: !options.keep,
        explain: options.explain,
        locale: options.locale,
        wholeAnswer: false,
      },
    },
  };
}

/** One conversation on the screen. */
class Talk {
  readonly #context: CommandContext;
  readonly #person: Person;
  readonly #screen: Screen;
  readonly #options: AskOptions;
  readonly #outbox = new Outbox<ConverseRequest>();
  readonly #view: AnswerView;

  constructor(context: CommandContext, person: Person, screen: Screen, options: AskOptions) {
    this.#context = context;
    this.#person = person;
    this.#screen = screen;
    this.#options = options;
    this.#view = new AnswerView(screen);
  }

  async hold(platform: PlatformConnection, first: ConverseRequest): Promise<void> {
    const { interrupted } = this.#context;
    let session: string | undefined;
    let answered = false;
    this.#outbox.send(first);
    try {
      const agent = platform.client(AgentServiceDefinition);
      for await (const { event } of agent.converse(this.#outbox, { signal: interrupted })) {
        if (event?.$case === 'session') session = event.value.name;
        answered ||= event?.$case === 'answer';
        await this.#show(event);
      }
    } finally {
      if (session !== undefined) this.#context.note(`\n${howToGoOn(session, answered)}`);
    }
  }

  async #show(event: ConverseResponse['event']): Promise<void> {
    const { json, note, print } = this.#context;
    switch (event?.$case) {
      case 'crisis':
        note(crisisText(event.value, this.#screen.width));
        return;
      case 'question':
        await this.#reply(event.value);
        return;
      case 'answerPiece':
        if (!json) this.#view.piece(event.value);
        return;
      case 'answer':
        if (json) print(JSON.stringify(FinalAnswer.toJSON(event.value)));
        else this.#view.done(event.value, this.#options.explain);
        return;
      default:
    }
  }

  async #reply(question: Question): Promise<void> {
    const text = questionText(question, this.#screen.width);
    const line = (await this.#person.reply(text, this.#context.interrupted))?.trim();
    if (line === undefined) {
      this.#outbox.end();
      return;
    }
    const answer =
      line === '' ? ({ $case: 'declined', value: true } as const) : ({ $case: 'text', value: line } as const);
    this.#outbox.send({ event: { $case: 'reply', value: { answer, questionNumber: question.number } } });
  }
}

function howToGoOn(session: string, answered: boolean): string {
  const command = `npx rookery ask --session ${session.replace('sessions/', '')}`;
  return answered ? `To ask more, with what is known: ${command} "..."` : `To go on: ${command}`;
}
