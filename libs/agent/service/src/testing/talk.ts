import type {
  AgentServiceClient,
  ConverseRequest,
  ConverseResponse,
  CrisisNotice,
  FinalAnswer,
  Question,
} from '@rookery/shared-contracts';

/** A request as a client may leave it: what is not set is empty. */
type Request = Parameters<AgentServiceClient['converse']>[0] extends AsyncIterable<infer One> ? One : never;

/** What the person does at a question. */
export type Reply = { text: string; questionNumber?: number } | 'declined' | 'half-close';

type Event = NonNullable<ConverseResponse['event']>;
type Kind = Event['$case'];
type ValueOf<K extends Kind> = Extract<Event, { $case: K }>['value'];

/** One stream of a conversation, said and heard step by step. */
export class Talk {
  /** Everything that was heard. */
  readonly events: Event[] = [];
  readonly #said: Request[] = [];
  #closed = false;
  #wake: () => void = () => undefined;
  readonly #heard: AsyncIterator<ConverseResponse>;
  readonly #left = new AbortController();

  constructor(agent: AgentServiceClient, first: Request) {
    this.#said.push(first);
    this.#heard = agent.converse(this.#requests(), { signal: this.#left.signal })[Symbol.asyncIterator]();
  }

  static start(agent: AgentServiceClient, start: object): Talk {
    const value = start as Extract<NonNullable<ConverseRequest['event']>, { $case: 'start' }>['value'];
    return new Talk(agent, { event: { $case: 'start', value } });
  }

  static resume(
    agent: AgentServiceClient,
    session: string,
    more: { query?: string; explain?: boolean } = {},
  ): Talk {
    return new Talk(agent, { event: { $case: 'resume', value: { session, ...more } } });
  }

  /** Hears the next event of a kind; what comes before it is kept in `events`. */
  async next<K extends Kind>(kind: K): Promise<ValueOf<K>> {
    for (;;) {
      const event = await this.#nextEvent();
      if (event === undefined) throw new Error(`the stream ended without ${kind}`);
      if (event.$case === kind) return event.value as ValueOf<K>;
    }
  }

  reply(reply: Reply): void {
    if (reply === 'half-close') this.#closed = true;
    else {
      const { answer, questionNumber } =
        reply === 'declined'
          ? { answer: { $case: 'declined', value: true } as const, questionNumber: 0 }
          : {
              answer: { $case: 'text', value: reply.text } as const,
              questionNumber: reply.questionNumber ?? 0,
            };
      this.#said.push({ event: { $case: 'reply', value: { answer, questionNumber } } });
    }
    this.#wake();
  }

  /** Says what is left, answering every question, and hears all until the stream ends. */
  async finish(answer: (question: Question) => Reply): Promise<Finished> {
    for (let event = await this.#nextEvent(); event !== undefined; event = await this.#nextEvent()) {
      if (event.$case === 'question') this.reply(answer(event.value));
    }
    const of = <K extends Kind>(kind: K) =>
      this.events.filter(({ $case }) => $case === kind).map(({ value }) => value as ValueOf<K>);
    const [final] = of('answer');
    if (final === undefined) throw new Error('the conversation ended without an answer');
    return {
      questions: of('question'),
      pieces: of('answerPiece'),
      crisis: of('crisis'),
      session: of('session')[0]?.name ?? '',
      final,
    };
  }

  /** Goes away without a word, as a lost connection does. */
  leave(): void {
    this.#left.abort();
  }

  async #nextEvent(): Promise<Event | undefined> {
    const step = await this.#heard.next();
    if (step.done === true) return undefined;
    const { event } = step.value;
    if (event === undefined) throw new Error('an empty response');
    this.events.push(event);
    return event;
  }

  async *#requests(): AsyncGenerator<Request, void> {
    for (;;) {
      const request = this.#said.shift();
      if (request !== undefined) yield request;
      else if (this.#closed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/** A conversation that came to its answer. */
export interface Finished {
  readonly questions: readonly Question[];
  readonly pieces: readonly string[];
  readonly crisis: readonly CrisisNotice[];
  /** Empty when nothing was kept. */
  readonly session: string;
  readonly final: FinalAnswer;
}
