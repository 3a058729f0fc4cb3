import {
  alarmAtOnce,
  takeTurn,
  type Alarm,
  type GuidingPath,
  type Message,
  type Surroundings,
  agentCalls,
} from '@rookery/agent-conversation';
import { findPaths, isOwn, libraryKey, shownLibrary } from '@rookery/planner-library';
import { newSessionId } from '@rookery/agent-sessions';
import type {
  ConverseRequest,
  ConverseResponse,
  ServerStreamingMethodResult,
} from '@rookery/shared-contracts';
import { AiNoticeKind, idsIn, pathName } from '@rookery/shared-contracts';
import { beating, withinMs } from '@rookery/shared-concurrency';
import { readerOf, type Reader } from '@rookery/shared-database';
import { asRookeryError, invalidArgument, isRookeryError, withUsage } from '@rookery/shared-errors';
import { agentSaid, crisisNoticed } from '@rookery/shared-metrics';
import type { Caller } from '@rookery/shared-runtime';
import { spanOver } from '@rookery/shared-tracing';
import { checkMessage } from '@rookery/shared-server';
import { eventToWire, noticeToWire } from './agent-events.ts';
import type { AgentParts } from './agent-parts.ts';
import { cleanRequest } from './clean-request.ts';
import { HeldConversation } from './held-conversation.ts';
import { Inbox } from './inbox.ts';
import { isKnownMinor } from './ai-notices.ts';
import { expectGains } from './expect-gains.ts';
import { planAnew } from './plan-anew.ts';
import { replyOf } from './reply.ts';
import { sessionToWire } from './session-wire.ts';
import { conversationOf } from './start.ts';

/** Paper, appendix D: neighbours whose paths guide the questions. */
const NEIGHBOURS = 5;

/** How long a notice waits for a session to be read, which knows where the person is, in milliseconds. */
const SESSION_MS = 1_000;
/** By how much the clocks of replicas may differ, in milliseconds. */
const CLOCKS_DIFFER_MS = 300_000;

/**
 * One stream of a conversation: from its start, or from where its session stands, to the answer. Whom to turn to is said first of
 * all, before a database or a model is asked.
 * @throws RookeryError as the contract says, with what the conversation took of models
 */
export async function* converse(
  parts: AgentParts,
  caller: Caller,
  requests: AsyncIterable<ConverseRequest>,
  signal: AbortSignal,
): ServerStreamingMethodResult<ConverseResponse> {
  const inbox = new Inbox(requests, signal);
  const first = await inbox.next();
  const opening = Promise.try(() => opened(parts, caller, checkedOf(first)));
  opening.catch(() => undefined);
  const locale = async (): Promise<string | undefined> =>
    first?.event?.$case === 'start'
      ? first.event.value.locale
      : (await withinMs(opening, SESSION_MS))?.held.progress.conversation.settings.locale;
  const warned = yield* warning(parts, caller, textOf(first), locale);
  const { held, message, explain } = await opening;
  if (first?.event?.$case === 'start') yield* aiNotice(parts, first.event.value.locale);
  const stream = new AgentStream(parts, held, { explain, caller, reader: readerOf(caller) }, signal);
  try {
    yield* stream.respondTo(message, warned);
    while (!stream.answered) {
      const request = await inbox.next();
      const again = yield* warning(parts, caller, textOf(request), async () => stream.locale);
      yield* stream.respondTo(replyOf(checkedOf(request), stream.asked), again);
    }
  } catch (caught) {
    signal.throwIfAborted();
    throw withUsage(asRookeryError(caught), held.ledger.usage);
  }
}

function checkedOf(request: ConverseRequest | undefined): ConverseRequest | undefined {
  if (request === undefined) return undefined;
  const clean = cleanRequest(request);
  checkMessage('rookery.planner.v1.ConverseRequest', clean);
  return clean;
}

/** What a person says in a request; empty when it has no words. */
function textOf(request: ConverseRequest | undefined): string {
  const event = request?.event;
  if (event === undefined) return '';
  if (event.$case !== 'reply') return event.value.query;
  return event.value.answer?.$case === 'text' ? event.value.answer.value : '';
}

/** Names somebody to turn to where a message leaves no doubt. @returns the level of what was raised, if anything was */
async function* warning(
  { resourcesFor, referrals }: AgentParts,
  caller: Caller,
  text: string,
  locale: () => Promise<string | undefined>,
): AsyncGenerator<ConverseResponse, Alarm['level'] | undefined, undefined> {
  if (text === '' || alarmAtOnce(text, undefined) === undefined) return undefined;
  const alarm = alarmAtOnce(text, (await locale()) || undefined);
  if (alarm === undefined) return undefined;
  crisisNoticed('agent', alarm.level);
  referrals.count(caller.name, alarm.level);
  yield { event: { $case: 'crisis', value: noticeToWire(alarm, resourcesFor) } };
  return alarm.level;
}

/** Says that it is an AI, where the deployment has not turned that off. */
function* aiNotice({ aiNotices }: AgentParts, locale: string): Generator<ConverseResponse, void, undefined> {
  const text = aiNotices.ai?.(locale || undefined);
  if (text === undefined) return;
  yield { event: { $case: 'aiNotice', value: { kind: AiNoticeKind.BEGINNING, text } } };
}

interface Opened {
  readonly held: HeldConversation;
  readonly message: Message | undefined;
  readonly explain: boolean;
}

async function opened(
  parts: AgentParts,
  caller: Caller,
  request: ConverseRequest | undefined,
): Promise<Opened> {
  const event = request?.event;
  if (event?.$case === 'start') {
    const { ephemeral, query, explain } = event.value;
    const library = libraryKey(idsIn(event.value.library)[0], caller);
    if (library !== '') await parts.libraries.check(readerOf(caller), library);
    const conversation = conversationOf(event.value, caller.name, parts.defaults);
    const progress = { conversation, pending: undefined, answer: undefined, turns: [] };
    const id = ephemeral ? undefined : newSessionId();
    const held = new HeldConversation(parts, caller, id, { library, progress }, event.value.endUser);
    return { held, message: { kind: 'query', text: query }, explain };
  }
  if (event?.$case === 'resume') {
    const { session, query, explain } = event.value;
    const held = await HeldConversation.resume(parts, caller, idsIn(session)[0]);
    return { held, message: query === '' ? undefined : { kind: 'query', text: query }, explain };
  }
  throw invalidArgument('event', 'the first message must be start or resume');
}

/** How a stream goes about its conversation. */
interface StreamOptions {
  readonly explain: boolean;
  /** Whose libraries it may use. */
  readonly reader: Reader;
  readonly caller: Caller;
}

/** What one stream says and hears. */
class AgentStream {
  /** Number of the last question that was sent; 0 before the first. */
  asked = 0;
  /** The answer was sent: nothing follows. */
  answered = false;
  readonly #parts: AgentParts;
  readonly #held: HeldConversation;
  readonly #options: StreamOptions;
  readonly #signal: AbortSignal;
  #announced = false;
  /** What was raised of the message at hand before it came here. */
  #warned: Alarm['level'] | undefined;

  constructor(parts: AgentParts, held: HeldConversation, options: StreamOptions, signal: AbortSignal) {
    this.#parts = parts;
    this.#held = held;
    this.#options = options;
    this.#signal = signal;
  }

  /** Where the person is, BCP 47; undefined: not known. */
  get locale(): string | undefined {
    return this.#held.progress.conversation.settings.locale;
  }

  /**
   * Works on a message, or on what is open, until the person has to speak or has the answer, and says now and then that it does.
   * @param warned level of the notice that was given for the message already
   */
  respondTo(
    message: Message | undefined,
    warned: Alarm['level'] | undefined,
  ): AsyncGenerator<ConverseResponse, void, undefined> {
    this.#warned = warned;
    const turn = spanOver('turn', { under: 'caller' }, codeOf, () => this.#responses(message));
    return beating(turn, this.#parts.longestSilenceMs, () => ({
      event: { $case: 'working', value: {} },
    }));
  }

  async *#responses(message: Message | undefined): AsyncGenerator<ConverseResponse, void, undefined> {
    const held = this.#held;
    const leave = await held.enter(this.#signal);
    try {
      await held.refresh();
      // What another stream was told and could not finish comes first.
      if (message !== undefined && held.progress.pending !== undefined) yield* this.#events();
      if (message?.kind === 'query') refuseUnanswered(held);
      if (message !== undefined) held.progress = { ...held.progress, pending: message };
      yield* this.#events();
    } finally {
      leave();
    }
  }

  async *#events(): AsyncGenerator<ConverseResponse, void, undefined> {
    const { index, log, resourcesFor } = this.#parts;
    const held = this.#held;
    for await (const event of takeTurn(held.progress, this.#surroundings(), this.#signal)) {
      if (!this.#announced && event.kind !== 'crisis' && held.session !== undefined) {
        this.#announced = true;
        yield { event: { $case: 'session', value: sessionToWire(held.session) } };
      }
      if (event.kind === 'kept') continue;
      if (event.kind === 'crisis' && (this.#warned === 'crisis' || this.#warned === event.level)) continue;
      if (event.kind === 'crisis') {
        crisisNoticed('agent', event.level);
        this.#parts.referrals.count(this.#options.caller.name, event.level);
      } else yield* this.#reminder();
      if (event.kind === 'question') this.asked = event.number;
      if (event.kind === 'question') agentSaid('question');
      if (event.kind === 'answer') agentSaid('answer', event.firstPieceMs);
      this.answered = event.kind === 'answer';
      if (event.kind === 'answer' && event.firstPieceMs > 0) {
        log.info({ first_piece_ms: Math.round(event.firstPieceMs) }, 'answered');
      }
      yield eventToWire(event, {
        progress: held.progress,
        ledger: held.ledger,
        pathNames: held.pathNames,
        index: held.library === '' ? '' : index.name,
        explain: this.#options.explain,
        resourcesFor,
      });
    }
  }

  /** Reminds a person who is known to be under 18 of what they talk with: at the beginning, and every few hours. */
  async *#reminder(): AsyncGenerator<ConverseResponse, void, undefined> {
    const { minor, minorEveryMs } = this.#parts.aiNotices;
    const held = this.#held;
    if (!isKnownMinor(held.progress.conversation.known)) return;
    const since = held.remindedAt === undefined ? Infinity : Date.now() - held.remindedAt;
    // A time to come was noted by a clock that has been set back since: it says nothing.
    if (since > -CLOCKS_DIFFER_MS && since < minorEveryMs) return;
    held.remindedAt = Date.now();
    yield {
      event: { $case: 'aiNotice', value: { kind: AiNoticeKind.MINOR, text: minor(this.locale) } },
    };
    // Other streams of the session have to know.
    if (held.session !== undefined) await held.keep(held.progress);
  }

  #surroundings(): Surroundings {
    const { inference, costOf, lookByMeaning } = this.#parts;
    const held = this.#held;
    return {
      calls: agentCalls(inference, held.ledger),
      costOf,
      lookByMeaning,
      findPaths: (query) => this.#findPaths(query),
      planAnew: (conversation, candidates) =>
        held.library === ''
          ? Promise.resolve(undefined)
          : planAnew(
              this.#parts,
              {
                conversation,
                candidates,
                library: held.library,
                reader: this.#options.reader,
                ledger: held.ledger,
              },
              this.#signal,
            ),
      expectGains: (conversation, candidates) =>
        held.library === ''
          ? Promise.resolve(undefined)
          : expectGains(
              this.#parts,
              { conversation, candidates, library: held.library, reader: this.#options.reader },
              this.#signal,
            ),
      promptVersions: () => held.ledger.promptVersions,
      keep: (progress) => held.keep(progress),
    };
  }

  async #findPaths(query: string): Promise<GuidingPath[]> {
    const { library } = this.#held;
    if (library === '') return [];
    const wanted = { reader: this.#options.reader, library, query, limit: NEIGHBOURS };
    const found = await findPaths(this.#parts, wanted, this.#signal).catch(noneOfErased);
    const { caller } = this.#options;
    const nameOf = ({ library: key, id }: { library: string; id: string }): string =>
      pathName({ library: shownLibrary(key, caller), id });
    // What people asked goes into no prompt of another tenant, an operator's neither.
    const own = isOwn(library, caller);
    this.#held.pathNames = found.map(({ path }) => nameOf(path));
    return found.map(({ path, similarity }) => ({
      name: nameOf(path),
      query: own ? path.query : undefined,
      similarity,
      attributes: path.steps.map(({ attribute }) => attribute),
      startValue: path.startValue,
      values: path.steps.map(({ value }) => value),
    }));
  }
}

const codeOf = (caught: unknown): string => asRookeryError(caught).code;

/** A library may be erased while a person is asked: the conversation goes on without. */
function noneOfErased(caught: unknown): never[] {
  if (isRookeryError(caught) && caught.code === 'NOT_FOUND') return [];
  throw caught;
}

// A second matter beside an open one would leave a question hanging; within a conversation a reply may change the subject.
function refuseUnanswered({ session, progress }: HeldConversation): void {
  if (session === undefined || progress.answer !== undefined) return;
  throw invalidArgument(
    'resume.query',
    'is set while the first matter has no answer yet; send a reply instead',
  );
}
