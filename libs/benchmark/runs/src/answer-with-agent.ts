import { FIRST_PATH_USE, RUN_DEFAULTS, type RunSettings } from '@rookery/benchmark-samples';
import type { PendingSample, RunFact } from '@rookery/benchmark-storage';
import { answerStateFromWire } from '@rookery/benchmark-wire';
import {
  addUsage,
  NO_USAGE,
  MessageReading,
  type ConverseReply,
  type ConverseRequest,
  type FinalAnswer,
} from '@rookery/shared-contracts';
import { Mailbox } from '@rookery/shared-concurrency';
import { RookeryError } from '@rookery/shared-errors';
import { abstentionToWire, isAttributeKey, pathUseToWire, type Profile } from '@rookery/shared-scenario';
import type { GivenAnswer, Respondents, Step } from './respondents.ts';

/**
 * The statuses with an agent: a conversation in which this process plays the person, who answers from the profile.
 * @param library of planned paths that guide the agent; undefined: none
 */
export async function answerWithAgent(
  { agent }: Pick<Respondents, 'agent'>,
  settings: RunSettings,
  { scenario, model }: PendingSample,
  library: string | undefined,
  { requestId, seed, signal }: Step,
): Promise<GivenAnswer> {
  const said = new Mailbox<ConverseRequest>();
  said.put({
    event: {
      $case: 'start',
      value: {
        requestId,
        query: scenario.query,
        model,
        known: undefined,
        library: library === undefined ? '' : `libraries/${library}`,
        maxQuestions: settings.maxQuestions,
        completenessThreshold: settings.completenessThreshold,
        seed,
        endUser: '',
        maxOutputTokens: settings.maxOutputTokens ?? RUN_DEFAULTS.maxOutputTokens,
        abstention: abstentionToWire(settings.abstention ?? RUN_DEFAULTS.abstention),
        pathUse: pathUseToWire(settings.pathUse ?? FIRST_PATH_USE),
        // The person is played from the profile: there is nothing to find out about what they say, and nothing to keep.
        reading: MessageReading.LITERAL,
        ephemeral: true,
        wholeAnswer: true,
        instructions: '',
        explain: false,
        locale: '',
      },
    },
  });
  let final: FinalAnswer | undefined;
  try {
    for await (const { event } of agent.converse(said, { signal })) {
      if (event?.$case === 'question') {
        const reply = replyFrom(scenario.profile, event.value.attribute);
        said.put({ event: { $case: 'reply', value: reply } });
      } else if (event?.$case === 'answer') {
        final = event.value;
        said.close();
      }
    }
  } finally {
    said.close();
  }
  if (final === undefined) throw new RookeryError('DATA_LOSS', 'the conversation ended without an answer');
  return {
    response: final.text,
    asked: final.asked,
    usage: addUsage(NO_USAGE, final.usage),
    state: answerStateFromWire(final.state),
    serverReason: '',
    sent: final.sent,
    facts: factsOf(final),
  };
}

/** What the person says when asked; what the profile does not tell they would rather not say. */
export function replyFrom(profile: Profile, attribute: string): ConverseReply {
  const value = isAttributeKey(attribute) ? profile[attribute] : undefined;
  return {
    answer: value === undefined ? { $case: 'declined', value: true } : { $case: 'text', value },
    questionNumber: 0,
  };
}

function factsOf({ promptVersions, index }: FinalAnswer): readonly RunFact[] {
  const prompts = promptVersions.map((value): RunFact => ({ kind: 'prompt', value }));
  return index === '' ? prompts : [...prompts, { kind: 'path-index', value: index }];
}
