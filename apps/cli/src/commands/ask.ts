import type { AgentEvent, Conversation } from '@rookery/shared-client';
import { FinalAnswer, type Question } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { AbstentionForm, PathUse } from '@rookery/shared-scenario';
import { withZeros } from '@rookery/shared-runtime';
import type { CommandContext } from '../command-context.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { AnswerView, crisisText, questionText, type Screen } from '../terminal/conversation-view.ts';
import { Person } from '../terminal/person.ts';
import { widthOf } from '@rookery/cli-rendering';
import { Spinner } from '../terminal/spinner.ts';
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
  /** Longest that the agent may be silent, in seconds. */
  readonly patience: number;
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
  const open = await opening(query, options);
  const person = new Person(process.stdin, process.stderr);
  const screen: Screen = {
    write: (text) => process.stdout.write(text),
    note: context.note,
    width: widthOf(process.stdout),
  };
  try {
    await withPlatform(context, (platform) =>
      new Talk(context, person, screen, options).hold(open(platform, context)),
    );
  } finally {
    person.close();
  }
}

/** Opens the conversation that was asked for; what is wrong with the request is said before anything is started. */
async function opening(
  query: string | undefined,
  options: AskOptions,
): Promise<(platform: PlatformConnection, context: CommandContext) => Conversation> {
  const { explain } = options;
  const patienceMs = 1000 * options.patience;
  if (options.session !== undefined) {
    const session = resourceName('sessions', options.session);
    return ({ agent }, { interrupted }) =>
      agent.resume(session, { query: query ?? '', explain, signal: interrupted, patienceMs });
  }
  if (query === undefined) throw invalidArgument('<query>', 'is missing; give one, or --session to go on');
  const known = options.profile === undefined ? {} : await readProfile(options.profile);
  const { model, library, maxQuestions, seed, abstention, pathUse, locale, keep } = options;
  const settings = {
    model,
    library: library === '' ? '' : resourceName('libraries', library),
    maxQuestions,
    seed,
    abstention,
    pathUse,
    locale,
    ephemeral: !keep,
  };
  return ({ agent }, { interrupted }) =>
    agent.converse({ query, known, explain, ...settings }, { signal: interrupted, patienceMs });
}

/** One conversation on the screen. */
class Talk {
  readonly #context: CommandContext;
  readonly #person: Person;
  readonly #screen: Screen;
  readonly #options: AskOptions;
  readonly #spinner = new Spinner('the agent is thinking');
  #view: AnswerView;

  constructor(context: CommandContext, person: Person, screen: Screen, options: AskOptions) {
    this.#context = context;
    this.#person = person;
    this.#screen = screen;
    this.#options = options;
    this.#view = new AnswerView(screen);
  }

  async hold(conversation: Conversation): Promise<void> {
    let answered = false;
    try {
      this.#spinner.start();
      for await (const event of conversation) {
        this.#spinner.stop();
        answered ||= event.kind === 'answer';
        await this.#show(event, conversation);
        // Words that come show by themselves that it is at work.
        if (event.kind === 'question' || event.kind === 'crisis') this.#spinner.start();
      }
    } finally {
      this.#spinner.stop();
      const { session } = conversation;
      if (session !== undefined) this.#context.note(`\n${howToGoOn(session, answered)}`);
    }
  }

  async #show(event: AgentEvent, conversation: Conversation): Promise<void> {
    const { json, note, print } = this.#context;
    switch (event.kind) {
      case 'crisis':
        note(crisisText(event.notice, this.#screen.width));
        return;
      case 'aiNotice':
        note(event.text);
        return;
      case 'question':
        await this.#reply(event, conversation);
        return;
      case 'piece':
        if (!json) this.#view.piece(event.text);
        return;
      case 'rewritten':
        note('\n(The connection was lost. The answer once more:)');
        this.#view = new AnswerView(this.#screen);
        return;
      case 'answer':
        if (json)
          print(
            JSON.stringify(withZeros('rookery.planner.v1.FinalAnswer', FinalAnswer.toJSON(event.answer))),
          );
        else this.#view.done(event.answer, this.#options.explain);
        return;
    }
  }

  async #reply(question: Question, conversation: Conversation): Promise<void> {
    const text = questionText(question, this.#screen.width);
    const line = (await this.#person.reply(text, this.#context.interrupted))?.trim();
    if (line === undefined) conversation.answerNow();
    else if (line === '') conversation.decline();
    else conversation.reply(line);
  }
}

function howToGoOn(session: string, answered: boolean): string {
  const command = `npx rookery ask --session ${session.replace('sessions/', '')}`;
  return answered ? `To ask more, with what is known: ${command} "..."` : `To go on: ${command}`;
}
