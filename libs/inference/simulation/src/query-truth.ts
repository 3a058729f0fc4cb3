import { simulatedWorld, type SimulatedTruth } from '@rookery/shared-core';
import {
  ALL_ATTRIBUTES,
  ATTRIBUTE_KEYS,
  type AttributeKey,
  type Domain,
  DOMAINS,
  maskOfProfile,
  type Profile,
} from '@rookery/shared-scenario';
import { domainOfQuery } from './query-domain.ts';
import type { Quality } from './quality.ts';
import { Random, type Seed, seedOf } from './random.ts';
import { type SimulatedModel, vanillaLevel } from './simulated-models.ts';
import { contentWords } from './words.ts';
