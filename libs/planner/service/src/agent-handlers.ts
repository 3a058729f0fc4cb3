import { randomUUID } from 'node:crypto';
import {
  close,
  hear,
  nextTurn,
  openConversation,
  type Conversation,
  type Reply,
} from '@rookery/planner-agent';
import { findPaths, type FoundPath, type PathIndex, type PathStore } from '@rookery/planner-library';
import { CallLedger, modelCalls } from '@rookery/planner-models';
import type {
  AgentServiceImplementation,
  ConverseRequest,
  ConverseResponse,
  ConverseStart,
  ServerStreamingMethodResult,
} from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { Inference } from '@rookery/shared-routing';
import { profileFromWire } from '@rookery/shared-scenario';
import { Inbox } from './inbox.ts';
import { answerReasonToWire, pathName } from './wire.ts';

/** What conversations need. */
export interface AgentParts {
  readonly inference: Inference;
  readonly paths: PathStore;
  readonly index: PathIndex;
}

const MAX_QUESTIONS = 5;
const COMPLETENESS_THRESHOLD = 4;
/** Paper, appendix D: neighbours whose paths guide the questions. */
const NEIGHBOURS = 5;

/** AgentService: unpacks, lets the agent take its turns, packs. */
export function agentHandlers(parts: AgentParts): AgentServiceImplementation {
  return { converse: (requests, { signal }) => converse(parts, requests, signal) };
}

async function* converse(
  parts: AgentParts,
  requests: AsyncIterable<ConverseRequest>,
  signal: AbortSignal,
): ServerStreamingMethodResult<ConverseResponse> {
  const inbox = new Inbox(requests, signal);
  const start = startOf(await inbox.next());
  const found = await pathsFor(parts, start, signal);
  const ledger = new CallLedger();
  const models = modelCalls(parts.inference, ledger);
  let conversation = conversationOf(start, found);
  for (;;) {
    const turn = await nextTurn(conversation, models, signal);
    if (turn.kind === 'question') {
      const { attribute, text } = turn;
      const number = turn.conversation.asked.length;
      yield { event: { $case: 'question', value: { attribute, text, number } } };
      conversation = heardFrom(turn.conversation, await inbox.next());
      continue;
    }
    const { asked, declined } = turn.conversation;
    yield {
      event: {
        $case: 'answer',
        value: {
          text: turn.text,
          asked: [...asked],
          declined: [...declined],
          reason: answerReasonToWire(turn.reason),
          pathNames: found.map(({ path }) => pathName(path)),
          index: start.library === '' ? '' : parts.index.name,
          promptVersions: ledger.promptVersions,
          usage: ledger.usage,
          simulated: ledger.simulated,
        },
      },
    };
    return;
  }
}

async function pathsFor(
  { paths, index }: AgentParts,
  { library, query }: ConverseStart,
  signal: AbortSignal,
): Promise<FoundPath[]> {
  return library === '' ? [] : findPaths(paths, index, { library, query, limit: NEIGHBOURS }, signal);
}

function conversationOf(start: ConverseStart, found: readonly FoundPath[]): Conversation {
  const settings = {
    id: start.requestId === '' ? randomUUID() : `converse/${start.requestId}`,
    query: start.query,
    model: start.model,
    seed: start.seed,
    maxQuestions: start.maxQuestions ?? MAX_QUESTIONS,
    completenessThreshold: start.completenessThreshold ?? COMPLETENESS_THRESHOLD,
    examples: found.map(({ path }) => ({
      query: path.query,
      attributes: path.steps.map(({ attribute }) => attribute),
    })),
  };
  return openConversation(settings, profileFromWire('start.known', start.known));
}

function startOf(request: ConverseRequest | undefined): ConverseStart {
  if (request?.event?.$case === 'start') return request.event.value;
  throw invalidArgument('event', 'the first message must be start');
}

function heardFrom(conversation: Conversation, request: ConverseRequest | undefined): Conversation {
  if (request === undefined) return close(conversation);
  if (request.event?.$case === 'reply') return hear(conversation, replyOf(request.event.value.answer));
  throw invalidArgument('event', 'after a question the message must be reply');
}

type WireReply = Extract<NonNullable<ConverseRequest['event']>, { $case: 'reply' }>['value']['answer'];

function replyOf(answer: WireReply): Reply {
  if (answer === undefined) throw invalidArgument('reply.answer', 'must be text or declined');
  if (answer.$case === 'text') return { kind: 'text', text: answer.value };
  if (!answer.value) throw invalidArgument('reply.declined', 'is false; set it only to decline');
  return { kind: 'declined' };
}
