import type { LookByMeaning, ResourcesFor } from '@rookery/agent-crisis';
import type { PathFinding } from '@rookery/planner-library';
import type { InTurn, Referrals, SessionStore } from '@rookery/agent-sessions';
import type { Inference } from '@rookery/shared-routing';
import type { AbstentionForm, AttributeKey, PathUse } from '@rookery/shared-scenario';
import type { Logger } from '@rookery/shared-runtime';
import type { AiNotices } from './ai-notices.ts';
import type { Planning } from '@rookery/planner-planning';

/** What a deployment decides for conversations that do not say. */
export interface AgentDefaults {
  readonly abstention: AbstentionForm;
  readonly pathUse: PathUse;
  /** Whether the traces of turns are stored with a session. */
  readonly keepTraces: boolean;
}

/** What conversations need. */
export interface AgentParts extends PathFinding {
  readonly inference: Inference;
  /** For the use `replan` of paths. */
  readonly planning: Pick<Planning, 'registry' | 'lessons' | 'questionCosts'>;
  readonly sessions: SessionStore;
  readonly inTurn: InTurn;
  readonly defaults: AgentDefaults;
  /** What a question about an attribute costs the person, points of score. */
  readonly costOf: (attribute: AttributeKey) => number;
  /** After so long without a word, the stream is told that the agent is at work, in milliseconds. */
  readonly longestSilenceMs: number;
  /** What meaning adds to the screen's phrases. */
  readonly lookByMeaning: LookByMeaning;
  /** Whom a person in danger can turn to, by locale. */
  readonly resourcesFor: ResourcesFor;
  /** What people are told of what they talk with. */
  readonly aiNotices: AiNotices;
  /** How often people were named somebody to turn to. */
  readonly referrals: Referrals;
  readonly log: Logger;
}
