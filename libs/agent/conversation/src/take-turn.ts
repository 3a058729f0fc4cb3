import { screen, type LookByMeaning } from '@rookery/agent-crisis';
import type { AgentCalls } from './agent-calls.ts';
import type { AttributeKey } from '@rookery/shared-scenario';
import { chooseQuestion, type ChosenQuestion } from './choose-question.ts';
import { ask, candidatesOf, knownAttributes, type Conversation, type OpenQuestion } from './conversation.ts';
import { alarm, isCertain, levelOf, lookAgain, screenResult, type Alarm } from './danger.ts';
import type { GuidingPath } from './guiding-path.ts';
import { wordsOf, type Message } from './message.ts';
import type { StopDecision } from './stopping/abstention.ts';
import { decideToStop } from './stopping/decide-to-stop.ts';
import { checkFits, takeIn, type TakenIn } from './take-in.ts';
import type { MessageRecord, TurnRecord } from './turn-record.ts';
import { understand, type Understood } from './understand.ts';
import { writeAnswer } from './write-answer.ts';

/** Why the agent answers instead of asking on. */
export type AnswerReason =
  /** Enough is known. */
  | 'sufficient'
  /** As many questions as allowed were asked. */
  | 'budget'
  /** Nothing is left to ask for. */
  | 'exhausted'
  /** The person will say nothing more. */
  | 'closed';

/** An answer that was given. */
export interface GivenAnswer {
  /** Never empty. */
  readonly text: string;
  readonly reason: AnswerReason;
}

/** All that has to be kept of a conversation to go on with it elsewhere. */
export interface Progress {
  readonly conversation: Conversation;
  /** What the person said and was not worked on yet. */
  readonly pending: Message | undefined;
  /** Set once the matter was answered. */
  readonly answer: GivenAnswer | undefined;
  /** The turns so far. */
  readonly turns: readonly TurnRecord[];
}

/** What the agent says. */
export type AgentEvent =
  | Alarm
  /** What the person said is kept: from here on it is not lost, whatever happens. */
  | { readonly kind: 'kept' }
  | { readonly kind: 'question'; readonly question: OpenQuestion; readonly number: number }
  | { readonly kind: 'piece'; readonly text: string }
  /** `firstPieceMs`: from the decision to answer to the first words; 0 when the answer is said again. */
  | { readonly kind: 'answer'; readonly answer: GivenAnswer; readonly firstPieceMs: number };

/** What a conversation needs from outside. */
export interface Surroundings {
  readonly calls: AgentCalls;
  /** Planned paths of similar queries, best first; none in status `agent`. */
  readonly findPaths: (query: string) => Promise<readonly GuidingPath[]>;
  /** A path over what is still unknown, planned now; undefined when none could be planned. For the use `replan`. */
  readonly planAnew: (
    conversation: Conversation,
    candidates: readonly AttributeKey[],
  ) => Promise<GuidingPath | undefined>;
  /** What a question about an attribute costs the person, points of score. */
  readonly costOf: (attribute: AttributeKey) => number;
  /** `name@version` of the prompts used so far. */
  readonly promptVersions: () => readonly string[];
  /** What meaning adds to the screen's phrases. */
  readonly lookByMeaning: LookByMeaning;
  /** Keeps how far the conversation has come; what is said next is said only once this is done. */
  readonly keep: (progress: Progress) => Promise<void>;
}

/**
 * The agent's turn, until the person has to speak or has the answer: reads what was said, if anything (crisis first), then
 * decides, and asks or answers (Algorithm 2 of the paper). Called on a conversation that was interrupted anywhere, it makes up
 * for what is missing and repeats nothing that was replied to.
 * @throws RookeryError as AgentCalls and checkFits do, and UNAVAILABLE when the model answers the person with nothing
 */
export async function* takeTurn(
  progress: Progress,
  surroundings: Surroundings,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, Progress, undefined> {
  if (progress.pending === undefined) {
    const { answer, conversation } = progress;
    if (answer !== undefined) {
      yield { kind: 'answer', answer, firstPieceMs: 0 };
      return progress;
    }
    if (conversation.open !== undefined) {
      yield questionOf(conversation, conversation.open);
      return progress;
    }
    return yield* askOrAnswer(progress, undefined, surroundings, signal);
  }
  const { message, after, putAgain } = yield* hear(progress, progress.pending, surroundings, signal);
  if (progress.pending.kind !== 'closed') await surroundings.keep(after);
  const { open } = after.conversation;
  if (putAgain && open !== undefined) {
    yield questionOf(after.conversation, open);
    return after;
  }
  return yield* askOrAnswer(after, message, surroundings, signal);
}

function questionOf({ asked }: Conversation, question: OpenQuestion): AgentEvent {
  return { kind: 'question', question, number: asked.length };
}

interface Heard {
  readonly after: Progress;
  readonly message: MessageRecord;
  readonly putAgain: boolean;
}

async function* hear(
  progress: Progress,
  message: Message,
  { calls, keep, lookByMeaning }: Surroundings,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, Heard, undefined> {
  const { conversation } = progress;
  const { locale, reading } = conversation.settings;
  const text = wordsOf(message);
  const screening = await lookByMeaning(screen(text), text, signal);
  const certain = isCertain(screening);
  const raised = certain ? alarm(screening.level, screening, locale) : undefined;
  if (raised !== undefined) yield raised;
  checkFits(conversation, message);
  // The end of a stream is kept with the answer alone: it may turn out to be a stream that was lost.
  if (message.kind !== 'closed') {
    await keep(progress);
    yield { kind: 'kept' };
  }
  const looksAgain = !certain && reading === 'model' && text.trim() !== '';
  const [understood, secondLook] = await Promise.all([
    understand(conversation, message, calls, signal),
    looksAgain ? lookAgain(conversation, text, calls, signal) : undefined,
  ]);
  const spoken = understood.language === '' ? undefined : understood.language;
  const late = certain ? undefined : alarm(levelOf(screening, secondLook), screening, locale ?? spoken);
  if (late !== undefined) yield late;
  const taken = takeIn(conversation, message, understood);
  return {
    after: {
      ...progress,
      conversation: taken.conversation,
      pending: undefined,
      answer: message.kind === 'query' ? undefined : progress.answer,
    },
    message: { ...recordOf(taken, understood), screen: screenResult(screening), secondLook },
    putAgain: taken.putAgain,
  };
}

function recordOf(
  { learned, corrected, declined, passedOver, changedSubject }: TakenIn,
  { reader, asksWhy, language, refusedFacts }: Understood,
): Omit<MessageRecord, 'screen' | 'secondLook'> {
  return {
    learned,
    corrected,
    declined,
    passedOver,
    changedSubject,
    reader,
    asksWhy,
    language,
    refusedFacts,
  };
}

async function* askOrAnswer(
  progress: Progress,
  message: MessageRecord | undefined,
  surroundings: Surroundings,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, Progress, undefined> {
  const { conversation } = progress;
  const paths = await surroundings.findPaths(conversation.query);
  const { reason, stop, chosen, guides } = await decide(conversation, paths, surroundings, signal);
  const turn = (): TurnRecord => ({
    message,
    known: knownAttributes(conversation),
    paths: guides.map(({ name, similarity, attributes, values }) => ({
      name,
      similarity,
      attributes,
      values,
    })),
    stop,
    asked: chosen?.question.attribute,
    source: chosen?.source,
    promptVersions: surroundings.promptVersions(),
  });
  if (chosen !== undefined) {
    const asking = ask(conversation, chosen.question);
    const after = { ...progress, conversation: asking, turns: [...progress.turns, turn()] };
    await surroundings.keep(after);
    yield questionOf(asking, chosen.question);
    return after;
  }
  const decided = performance.now();
  let firstPieceMs: number | undefined;
  const pieces = writeAnswer(conversation, surroundings.calls, signal);
  let step = await pieces.next();
  try {
    for (; step.done !== true; step = await pieces.next()) {
      firstPieceMs ??= performance.now() - decided;
      yield { kind: 'piece', text: step.value };
    }
  } finally {
    // The caller left in the middle: the model has to stop.
    if (step.done !== true) await pieces.return('');
  }
  const answer = { text: step.value, reason };
  const after = { ...progress, answer, turns: [...progress.turns, turn()] };
  await surroundings.keep(after);
  yield { kind: 'answer', answer, firstPieceMs: firstPieceMs ?? performance.now() - decided };
  return after;
}

/** Either a question, or why there is none. */
interface Decision {
  readonly reason: AnswerReason;
  readonly stop: StopDecision | undefined;
  readonly chosen: ChosenQuestion | undefined;
  /** The paths that it was made with. */
  readonly guides: readonly GuidingPath[];
}

async function decide(
  conversation: Conversation,
  paths: readonly GuidingPath[],
  { calls, costOf, planAnew }: Surroundings,
  signal: AbortSignal,
): Promise<Decision> {
  const candidates = candidatesOf(conversation);
  const reason = reasonWithoutDeciding(conversation, candidates);
  if (reason !== undefined) return { reason, stop: undefined, chosen: undefined, guides: paths };
  const planned =
    conversation.settings.pathUse === 'replan' ? await planAnew(conversation, candidates) : undefined;
  const guides = planned === undefined ? paths : [planned, ...paths];
  const stop = await decideToStop(conversation, { candidates, paths: guides, costOf }, calls, signal);
  if (stop.enough) return { reason: 'sufficient', stop, chosen: undefined, guides };
  const chosen = await chooseQuestion(conversation, candidates, guides, stop.proposed, calls, signal);
  return { reason: 'sufficient', stop, chosen, guides };
}

function reasonWithoutDeciding(
  { settings, asked, askedBefore, closed }: Conversation,
  candidates: readonly AttributeKey[],
): AnswerReason | undefined {
  if (closed) return 'closed';
  if (candidates.length === 0) return 'exhausted';
  return asked.length - askedBefore >= settings.maxQuestions ? 'budget' : undefined;
}
