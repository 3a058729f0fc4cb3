import {
  abstentionFormToJSON,
  DangerFinding,
  dangerFindingToJSON,
  questionSourceToJSON,
  type MessageTrace,
  type QuestionSource,
  type StopTrace,
  type TurnTrace,
} from '@rookery/shared-contracts';

/** The trace of a conversation for a person to read: for every turn what was known, found and decided. */
export function traceLines(trace: readonly TurnTrace[]): string[] {
  if (trace.length === 0) return ['No trace: the turns were taken before, and this deployment keeps none.'];
  return trace.flatMap((turn) => [
    `turn ${turn.number}`,
    ...(turn.message === undefined ? [] : [`  heard    ${heard(turn.message)}`]),
    `  known    ${listed(turn.knownAttributes)}`,
    ...turn.paths.map(
      ({ similarity, attributes, value }) =>
        `  path     ${similarity.toFixed(2)} similar${value === undefined ? '' : `, score ${value.toFixed(2)}`}: ${attributes.join(' > ')}`,
    ),
    ...(turn.stop === undefined ? [] : [`  decided  ${decided(turn.stop)}`]),
    `  then     ${turn.asked === '' ? 'answered' : `asked for ${turn.asked}, chosen by ${sourceName(turn.chosenBy)}`}`,
    `  prompts  ${listed(turn.promptVersions)}`,
  ]);
}

function heard(message: MessageTrace): string {
  const flags = [
    ...(message.learned.length > 0 ? [`learned ${message.learned.join(', ')}`] : []),
    ...(message.corrected.length > 0 ? [`corrected ${message.corrected.join(', ')}`] : []),
    ...(message.declined ? ['declined'] : []),
    ...(message.askedWhy ? ['asked why'] : []),
    ...(message.changedSubject ? ['changed the subject'] : []),
    ...(message.passedOver && !message.changedSubject ? ['passed the question over'] : []),
    ...(message.refusedFacts > 0 ? [`${message.refusedFacts} facts refused: not in the message`] : []),
    ...(message.language === '' ? [] : [`language ${message.language}`]),
  ];
  const second =
    message.secondLook === DangerFinding.UNSPECIFIED
      ? ''
      : `, second look ${findingName(message.secondLook)}`;
  return `${flags.length === 0 ? 'no facts' : flags.join('; ')} (crisis screen ${findingName(message.screen)}${second})`;
}

function decided(stop: StopTrace): string {
  const form = abstentionFormToJSON(stop.form).replace('ABSTENTION_FORM_', '').toLowerCase();
  const seen = [
    ...(stop.unreadable ? ['the model could not be understood'] : []),
    ...(stop.completeness === undefined ? [] : [`completeness ${stop.completeness}`]),
    ...(stop.threshold === undefined ? [] : [`enough from ${stop.threshold}`]),
    ...(stop.expectedGain === undefined
      ? []
      : [
          `best: ${stop.bestAttribute}, gain ${stop.expectedGain.toFixed(2)}, cost ${(stop.cost ?? 0).toFixed(2)}`,
        ]),
  ];
  return `${stop.enough ? 'enough' : 'not enough'} (${[form, ...seen].join('; ')})`;
}

function findingName(finding: DangerFinding): string {
  return dangerFindingToJSON(finding).replace('DANGER_FINDING_', '').toLowerCase();
}

function sourceName(source: QuestionSource): string {
  return questionSourceToJSON(source).replace('QUESTION_SOURCE_', '').toLowerCase();
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? 'nothing' : words.join(', ');
}
