import {
  AgentServiceDefinition,
  FinalAnswer,
  type ConverseRequest,
  type ConverseStart,
  answerReasonToJSON,
} from '@rookery/shared-contracts';
import type { CommandContext } from '../command-context.ts';
import { withPlatform } from '../platform/with-platform.ts';
import { Person } from '../terminal/person.ts';
import { readProfile } from './read-profile.ts';
import { Outbox } from './outbox.ts';

export interface AskOptions {
  readonly model: string;
  readonly library: string;
  readonly maxQuestions?: number;
  readonly profile?: string;
  readonly seed?: number;
}

/** `rookery ask "..."`: a conversation in the terminal. An empty reply declines; Ctrl-D asks for the answer now. */
export async function ask(context: CommandContext, query: string, options: AskOptions): Promise<void> {
  const known = options.profile === undefined ? {} : await readProfile(options.profile);
  const start: ConverseStart = {
    requestId: '',
    query,
    model: options.model,
    known: { values: known },
    library: options.library,
    maxQuestions: options.maxQuestions,
    completenessThreshold: undefined,
    seed: options.seed,
  };
  const person = new Person(process.stdin, process.stderr);
  try {
    const answer = await withPlatform(context, async (platform) => {
      const outbox = new Outbox<ConverseRequest>();
      outbox.send({ event: { $case: 'start', value: start } });
      const agent = platform.client(AgentServiceDefinition);
      for await (const { event } of agent.converse(outbox, { signal: context.interrupted })) {
        if (event?.$case === 'answer') return event.value;
        if (event?.$case !== 'question') continue;
        const reply = await replyTo(person, event.value.text, context.interrupted);
        if (reply === undefined) outbox.end();
        else outbox.send({ event: { $case: 'reply', value: { answer: reply } } });
      }
      return undefined;
    });
    if (answer === undefined) return;
    context.print(context.json ? JSON.stringify(FinalAnswer.toJSON(answer)) : answer.text);
    if (!context.json) context.note(howItWent(answer));
  } finally {
    person.close();
  }
}

type Reply = { $case: 'text'; value: string } | { $case: 'declined'; value: boolean };

/** What the person says; undefined at the end of input. */
async function replyTo(person: Person, question: string, signal: AbortSignal): Promise<Reply | undefined> {
  const line = await person.reply(`\n${question}\n(Enter alone: rather not say)\n> `, signal);
  const text = line?.trim();
  if (text === undefined) return undefined;
  return text === '' ? { $case: 'declined', value: true } : { $case: 'text', value: text };
}

function howItWent(answer: FinalAnswer): string {
  const reason = answerReasonToJSON(answer.reason).replace('ANSWER_REASON_', '').toLowerCase();
  const asked = answer.asked.length === 0 ? 'nothing asked' : `asked: ${answer.asked.join(', ')}`;
  return `\n[${answer.simulated ? 'SIMULATED model; ' : ''}${asked}; answered because: ${reason}]`;
}
