/**
 * Between these types and the contracts. The edge's interceptor has checked lengths and enum numbers before;
 * what only this library knows (attribute names, what may be unknown) is checked here. Every refusal is
 * INVALID_ARGUMENT naming the field, whose path the caller gives, and never the text of a profile.
 */
import * as wire from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';
import type { AbstentionForm, PathUse } from './agent-forms.ts';
import { ATTRIBUTE_KEYS, isAttributeKey } from './attributes.ts';
import type { DomainOrUnknown } from './domains.ts';
import { profileId, type MutableProfile, type Profile } from './profile.ts';
import type { Rung } from './rungs.ts';
import type { Origin, Scenario } from './scenario.ts';
import { splitOf, type Split } from './split.ts';
import type { Status } from './statuses.ts';

const NAME_PREFIX = 'scenarios/';

const DOMAIN: Readonly<Record<DomainOrUnknown, wire.Domain>> = {
  relationship: wire.Domain.RELATIONSHIP,
  career: wire.Domain.CAREER,
  financial: wire.Domain.FINANCIAL,
  social: wire.Domain.SOCIAL,
  health: wire.Domain.HEALTH,
  life: wire.Domain.LIFE,
  education: wire.Domain.EDUCATION,
  unknown: wire.Domain.UNSPECIFIED,
};

const ORIGIN: Readonly<Record<Origin, wire.Origin>> = {
  real: wire.Origin.REAL,
  synthetic: wire.Origin.SYNTHETIC,
  own: wire.Origin.OWN,
};

const SPLIT: Readonly<Record<Split, wire.Split>> = {
  library: wire.Split.LIBRARY,
  evaluation: wire.Split.EVALUATION,
};

const RUNG: Readonly<Record<Rung, wire.Rung>> = {
  nothing: wire.Rung.NOTHING,
  demographic: wire.Rung.DEMOGRAPHIC,
  health: wire.Rung.HEALTH,
  all: wire.Rung.ALL,
};

const STATUS: Readonly<Record<Status, wire.Status>> = {
  vanilla: wire.Status.VANILLA,
  'context-rich': wire.Status.CONTEXT_RICH,
  agent: wire.Status.AGENT,
  static: wire.Status.STATIC,
  planner: wire.Status.PLANNER,
  given: wire.Status.GIVEN,
  disclosed: wire.Status.DISCLOSED,
};

const ABSTENTION: Readonly<Record<AbstentionForm, wire.AbstentionForm>> = {
  basic: wire.AbstentionForm.BASIC,
  binary: wire.AbstentionForm.BINARY,
  scale: wire.AbstentionForm.SCALE,
  calibrated: wire.AbstentionForm.CALIBRATED,
};

const PATH_USE: Readonly<Record<PathUse, wire.PathUse>> = {
  examples: wire.PathUse.EXAMPLES,
  follow: wire.PathUse.FOLLOW,
  vote: wire.PathUse.VOTE,
  lessons: wire.PathUse.LESSONS,
  replan: wire.PathUse.REPLAN,
  static: wire.PathUse.STATIC,
};

/** The name that an enum's number has in a table. @throws RookeryError INVALID_ARGUMENT (field) when it has none */
export function keyOf<K extends string>(
  table: Readonly<Record<K, number>>,
  field: string,
  number: number,
): K {
  for (const key in table) if (table[key] === number) return key;
  throw invalidArgument(field, `is ${number}, allowed are ${Object.values(table).join(', ')}`);
}

export function domainToWire(domain: DomainOrUnknown): wire.Domain {
  return DOMAIN[domain];
}

/** DOMAIN_UNSPECIFIED is `unknown`. */
export function domainFromWire(field: string, domain: wire.Domain): DomainOrUnknown {
  return keyOf(DOMAIN, field, domain);
}

export function originToWire(origin: Origin): wire.Origin {
  return ORIGIN[origin];
}

/** ORIGIN_UNSPECIFIED is refused. */
export function originFromWire(field: string, origin: wire.Origin): Origin {
  return keyOf(ORIGIN, field, origin);
}

export function splitToWire(split: Split): wire.Split {
  return SPLIT[split];
}

/** SPLIT_UNSPECIFIED is refused; where it means "either side", ask before. */
export function splitFromWire(field: string, split: wire.Split): Split {
  return keyOf(SPLIT, field, split);
}

export function statusToWire(status: Status): wire.Status {
  return STATUS[status];
}

/** STATUS_UNSPECIFIED is refused. */
export function statusFromWire(field: string, status: wire.Status): Status {
  return keyOf(STATUS, field, status);
}

export function abstentionToWire(form: AbstentionForm): wire.AbstentionForm {
  return ABSTENTION[form];
}

/** ABSTENTION_FORM_UNSPECIFIED is the default. */
export function abstentionFromWire(
  field: string,
  form: wire.AbstentionForm,
  byDefault: AbstentionForm,
): AbstentionForm {
  return form === wire.AbstentionForm.UNSPECIFIED ? byDefault : keyOf(ABSTENTION, field, form);
}

export function pathUseToWire(use: PathUse): wire.PathUse {
  return PATH_USE[use];
}

/** PATH_USE_UNSPECIFIED is the default. */
export function pathUseFromWire(field: string, use: wire.PathUse, byDefault: PathUse): PathUse {
  return use === wire.PathUse.UNSPECIFIED ? byDefault : keyOf(PATH_USE, field, use);
}

export function profileToWire(profile: Profile): wire.Profile {
  return { values: { ...profile } };
}

/** An absent message is a profile of which nothing is known. Unknown attributes and empty values are refused. */
export function profileFromWire(field: string, message: wire.Profile | undefined): Profile {
  const profile: MutableProfile = {};
  for (const [key, value] of Object.entries(message?.values ?? {})) {
    if (!isAttributeKey(key)) {
      throw invalidArgument(
        `${field}.values`,
        `has an unknown attribute, known are ${ATTRIBUTE_KEYS.join(', ')}`,
      );
    }
    if (value.trim() === '') {
      throw invalidArgument(`${field}.values.${key}`, 'is empty; leave an unknown attribute out');
    }
    profile[key] = value;
  }
  return profile;
}

export function scenarioToWire(scenario: Scenario): wire.Scenario {
  const profileKey = profileId(scenario.profile);
  return {
    name: `${NAME_PREFIX}${scenario.id}`,
    query: scenario.query,
    background: scenario.background,
    domain: domainToWire(scenario.domain),
    origin: originToWire(scenario.origin),
    situation: scenario.situation,
    profile: profileToWire(scenario.profile),
    profileKey,
    split: splitToWire(scenario.split ?? splitOf(profileKey)),
    sourceRow: scenario.sourceRow,
    twinOf: scenario.twinOf === undefined ? '' : `${NAME_PREFIX}${scenario.twinOf}`,
    rung: scenario.rung === undefined ? wire.Rung.UNSPECIFIED : RUNG[scenario.rung],
    given: scenario.given === undefined ? undefined : profileToWire(scenario.given),
  };
}

/** `profile_key` and `split` follow from the profile, and of a twin from its scenario: what the message says of them is not read. */
export function scenarioFromWire(field: string, message: wire.Scenario): Scenario {
  if (!message.name.startsWith(NAME_PREFIX) || message.name.length === NAME_PREFIX.length) {
    throw invalidArgument(`${field}.name`, 'must be scenarios/{id}');
  }
  return {
    id: message.name.slice(NAME_PREFIX.length),
    query: message.query,
    background: message.background,
    domain: domainFromWire(`${field}.domain`, message.domain),
    origin: originFromWire(`${field}.origin`, message.origin),
    situation: message.situation,
    profile: profileFromWire(`${field}.profile`, message.profile),
    sourceRow: message.sourceRow,
    ...(message.twinOf === '' ? {} : { twinOf: message.twinOf.slice(NAME_PREFIX.length) }),
    ...(message.rung === wire.Rung.UNSPECIFIED ? {} : { rung: keyOf(RUNG, `${field}.rung`, message.rung) }),
    ...(message.given === undefined ? {} : { given: profileFromWire(`${field}.given`, message.given) }),
  };
}
