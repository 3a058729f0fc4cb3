export { ABSTENTION_FORMS, PATH_USES } from './agent-forms.ts';
export type { AbstentionForm, PathUse } from './agent-forms.ts';
export { attributeValue, isBlank } from './attribute-value.ts';
export { ATTRIBUTES, ATTRIBUTE_KEYS, attributeOf, isAttributeKey } from './attributes.ts';
export type { Attribute, AttributeGroup, AttributeKey } from './attributes.ts';
export { ALL_ATTRIBUTES, attributesIn, maskOf, maskOfProfile, revealed } from './attribute-mask.ts';
export type { AttributeMask } from './attribute-mask.ts';
export { DOMAINS, isDomain } from './domains.ts';
export type { Domain, DomainInfo, DomainOrUnknown } from './domains.ts';
export { profileId } from './profile.ts';
export { referenceValue } from './reference-value.ts';
export type { MutableProfile, Profile } from './profile.ts';
export {
  costsByBit,
  HIGHEST_QUESTION_COST,
  questionCost,
  STANDARD_QUESTION_COSTS,
} from './question-costs.ts';
export type { QuestionCosts } from './question-costs.ts';
export { disclosed, isRung, RUNGS } from './rungs.ts';
export type { Rung } from './rungs.ts';
export { ORIGINS, scenarioId } from './scenario.ts';
export type { Origin, Scenario, ScenarioContent } from './scenario.ts';
export { spreadEvenly } from './spread-evenly.ts';
export { LIBRARY_SHARE, splitOf } from './split.ts';
export type { Split } from './split.ts';
export { STATUSES, isStatus } from './statuses.ts';
export type { Status } from './statuses.ts';
export {
  abstentionFromWire,
  abstentionToWire,
  domainFromWire,
  domainToWire,
  keyOf,
  originFromWire,
  originToWire,
  pathUseFromWire,
  pathUseToWire,
  profileFromWire,
  profileToWire,
  scenarioFromWire,
  scenarioToWire,
  splitFromWire,
  splitToWire,
  statusFromWire,
  statusToWire,
} from './wire.ts';
