import { screen, type LookByMeaning } from '@rookery/agent-crisis';
import { withinMs } from '@rookery/shared-concurrency';
import type { AgentCalls } from './agent-calls.ts';
import type { AttributeKey } from '@rookery/shared-scenario';
import { chooseQuestion, type ChosenQuestion } from './choose-question.ts';
import { ask, candidatesOf, knownAttributes, type Conversation, type OpenQuestion } from './conversation.ts';
import { alarm, alarmAtOnce, isCertain, levelOf, lookAgain, screenResult, type Alarm } from './danger.ts';
import type { GuidingPath } from './guiding-path.ts';
import { wordsOf, type Message } from './message.ts';
import type { StopDecision } from './stopping/abstention.ts';
import { decideToStop } from './stopping/decide-to-stop.ts';
import { checkFits, inDanger, takeIn, type TakenIn } from './take-in.ts';
import type { MessageRecord, TurnRecord } from './turn-record.ts';
import { understand, UNDERSTOOD_NOTHING, type Understood } from './understand.ts';
import { writeAnswer } from './write-answer.ts';
import { writeCrisisAnswer } from './write-crisis-answer.ts';
import type { WrittenAnswer } from './written-answer.ts';

/** Why the agent answers instead of asking on. */
export type AnswerReason =
  /** Enough is known. */
  | 'sufficient'
  /** As many questions as allowed were asked. */
  | 'budget'
  /** Nothing is left to ask for. */
  | 'exhausted'
  /** The person will say nothing more. */
  | 'closed'
  /** A message spoke of danger, and the person has not said since that they want to be asked. */
  | 'crisis';

/** An answer that was given; its text is never empty. */
export interface GivenAnswer extends WrittenAnswer {
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
  /**
   * What the library learned: how much each candidate is expected to gain for the matter, given what is known, score points. Undefined
   * while it has learned nothing. For the use `lessons`; asks no model.
   */
  readonly expectGains: (
    conversation: Conversation,
    candidates: readonly AttributeKey[],
  ) => Promise<ReadonlyMap<AttributeKey, number> | undefined>;
  /** What a question about an attribute costs the person, points of score. */
  readonly costOf: (attribute: AttributeKey) => number;
  /** `name@version` of the prompts used so far. */
  readonly promptVersions: () => readonly string[];
  /** What meaning adds to the screen's phrases. */
  readonly lookByMeaning: LookByMeaning;
  /** Keeps how far the conversation has come; what is said next is said only once this is done. */
  readonly keep: (progress: Progress) => Promise<void>;
}

/** How long a notice waits for a message to be kept, in milliseconds. */
const KEEPING_MS = 2_000;
/** How long somebody in danger waits for the reading of what else they said, in milliseconds. */
const LONGEST_READING_MS = 5_000;
/** How long the second look waits to learn in which language its notice has to be, in milliseconds. */
const LANGUAGE_MS = 3_000;

/**
 * The agent's turn, until the person has to speak or has the answer: reads what was said, if anything (crisis first), then
 * decides, and asks or answers (Algorithm 2 of the paper). A message that speaks of danger ends the asking: it is answered, at once
 * and whatever the model does, and only the person's own wish brings questions again. Called on a conversation that was interrupted anywhere, it makes up
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
  const raised = alarmAtOnce(text, locale);
  if (raised !== undefined) yield raised;
  const screening = await lookByMeaning(screen(text), text, signal);
  const certain = isCertain(screening);
  const looksAgain = !certain && reading === 'model' && text.trim() !== '';
  const looking = looksAgain ? lookAgain(conversation, text, calls, signal) : undefined;
  // Nobody may be waiting when the caller leaves.
  looking?.catch(() => undefined);
  const keeping = keepPending(progress, message, keep);
  keeping.catch(() => undefined);
  // Neither a database that fails nor one that hangs holds back what the second look sees.
  if (!(await withinMs(keeping, KEEPING_MS))) {
    const late = certain ? undefined : alarm(levelOf(screening, await looking), screening, locale);
    if (late !== undefined) yield late;
  }
  await keeping;
  if (message.kind !== 'closed') yield { kind: 'kept' };
  const understanding = understand(conversation, message, calls, signal);
  understanding.catch(() => undefined);
  const secondLook = await looking;
  const level = levelOf(screening, secondLook);
  if (!certain && level !== 'none') {
    const spoken = await withinMs(understanding, LANGUAGE_MS);
    const late = alarm(level, screening, locale ?? (spoken?.language || undefined));
    if (late !== undefined) yield late;
  }
  const understood = level === 'crisis' ? await understoodAnyway(understanding, signal) : await understanding;
  const taken = takeIn(conversation, message, understood);
  const after = level === 'crisis' ? inDanger(taken.conversation, text) : taken.conversation;
  return {
    after: {
      ...progress,
      conversation: after,
      pending: undefined,
      answer: message.kind === 'query' ? undefined : progress.answer,
    },
    message: { ...recordOf(taken, understood), screen: screenResult(screening), secondLook },
    putAgain: taken.putAgain,
  };
}

// The end of a stream is kept with the answer alone: it may turn out to be a stream that was lost.
async function keepPending(
  progress: Progress,
  message: Message,
  keep: Surroundings['keep'],
): Promise<boolean> {
  checkFits(progress.conversation, message);
  if (message.kind !== 'closed') await keep(progress);
  return true;
}

// Who is in danger is answered, whether or not a model could read what else they said.
async function understoodAnyway(
  understanding: Promise<Understood>,
  signal: AbortSignal,
): Promise<Understood> {
  const understood = await withinMs(understanding, LONGEST_READING_MS);
  signal.throwIfAborted();
  return understood ?? UNDERSTOOD_NOTHING;
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
  const decision = await decide(conversation, surroundings, signal);
  const { reason, chosen } = decision;
  const turn = (): TurnRecord => recordOfTurn(conversation, message, decision, surroundings);
  if (chosen === undefined) return yield* giveAnswer(progress, reason, turn, surroundings, signal);
  const asking = ask(conversation, chosen.question);
  const after = { ...progress, conversation: asking, turns: [...progress.turns, turn()] };
  await surroundings.keep(after);
  yield questionOf(asking, chosen.question);
  return after;
}

function recordOfTurn(
  conversation: Conversation,
  message: MessageRecord | undefined,
  { stop, chosen, guides }: Decision,
  { promptVersions }: Surroundings,
): TurnRecord {
  return {
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
    promptVersions: promptVersions(),
  };
}

async function* giveAnswer(
  progress: Progress,
  reason: AnswerReason,
  turn: () => TurnRecord,
  { calls, keep }: Surroundings,
  signal: AbortSignal,
): AsyncGenerator<AgentEvent, Progress, undefined> {
  const { conversation } = progress;
  const { danger, settings } = conversation;
  const decided = performance.now();
  let firstPieceMs: number | undefined;
  const pieces =
    danger === undefined
      ? writeAnswer(conversation, calls, signal)
      : writeCrisisAnswer(conversation, danger, calls, signal);
  let step = await pieces.next();
  try {
    for (; step.done !== true; step = await pieces.next()) {
      firstPieceMs ??= performance.now() - decided;
      if (!settings.wholeAnswer) yield { kind: 'piece', text: step.value };
    }
  } finally {
    // The caller left in the middle: the model has to stop.
    if (step.done !== true) await pieces.return({ text: '', cut: false, sent: undefined });
  }
  const answer = { ...step.value, reason };
  const after = { ...progress, answer, turns: [...progress.turns, turn()] };
  await keep(after);
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
  { calls, costOf, planAnew, findPaths, expectGains }: Surroundings,
  signal: AbortSignal,
): Promise<Decision> {
  // Nothing is looked up for, and nothing asked of, somebody in danger.
  if (conversation.danger !== undefined)
    return { reason: 'crisis', stop: undefined, chosen: undefined, guides: [] };
  const paths = await findPaths(conversation.query);
  const candidates = candidatesOf(conversation);
  const reason = reasonWithoutDeciding(conversation, candidates);
  if (reason !== undefined) return { reason, stop: undefined, chosen: undefined, guides: paths };
  const planned =
    conversation.settings.pathUse === 'replan' ? await planAnew(conversation, candidates) : undefined;
  const guides = planned === undefined ? paths : [planned, ...paths];
  const stop = await decideToStop(conversation, { candidates, paths: guides, costOf }, calls, signal);
  if (stop.enough) return { reason: 'sufficient', stop, chosen: undefined, guides };
  const gains =
    conversation.settings.pathUse === 'lessons' ? await expectGains(conversation, candidates) : undefined;
  const guidance = { paths: guides, gains, proposed: stop.proposed };
  const chosen = await chooseQuestion(conversation, candidates, guidance, calls, signal);
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
