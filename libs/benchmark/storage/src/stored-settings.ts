import { JUDGE_PROTOCOLS, PANEL_AGGREGATIONS, type RunSettings } from '@rookery/benchmark-samples';
import { storedJson } from '@rookery/shared-database';
import {
  ABSTENTION_FORMS,
  ATTRIBUTE_KEYS,
  DOMAINS,
  ORIGINS,
  PATH_USES,
  STATUSES,
} from '@rookery/shared-scenario';
import { z } from 'zod';

const domain = z.enum([...DOMAINS.map(({ key }) => key), 'unknown']);

const attributes = z.array(z.enum(ATTRIBUTE_KEYS));

const settings = z.object({
  selection: z.object({
    dataSet: z.string().exactOptional(),
    domains: z.array(domain).exactOptional(),
    origins: z.array(z.enum(ORIGINS)).exactOptional(),
    split: z.enum(['library', 'evaluation']).exactOptional(),
  }),
  limit: z.int().min(0),
  models: z.array(z.string()),
  statuses: z.array(z.enum(STATUSES)),
  repetitions: z.int().min(1),
  judgeModel: z.string(),
  library: z.string().exactOptional(),
  maxQuestions: z.int(),
  completenessThreshold: z.number(),
  abstention: z.enum(ABSTENTION_FORMS).exactOptional(),
  pathUse: z.enum(PATH_USES).exactOptional(),
  maxOutputTokens: z.int().exactOptional(),
  judgeMaxOutputTokens: z.int().exactOptional(),
  seed: z.int(),
  concurrency: z.int().min(1),
  answersOf: z.string().exactOptional(),
  batch: z.literal(true).exactOptional(),
  worlds: z.array(z.string()).exactOptional(),
  judgeProtocol: z.enum(JUDGE_PROTOCOLS).exactOptional(),
  judgePanel: z
    .object({
      judgeModels: z.array(z.string()),
      samples: z.int().min(1),
      aggregation: z.enum(PANEL_AGGREGATIONS),
    })
    .exactOptional(),
  until: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('interval'), halfWidth: z.number() }),
      z.object({ kind: z.literal('difference'), margin: z.number() }),
    ])
    .exactOptional(),
  disclosures: z
    .array(z.object({ attributes, scenarios: z.record(z.string(), attributes).exactOptional() }))
    .exactOptional(),
});

/** The settings of a run as its job keeps them. */
export const STORED_SETTINGS = storedJson<RunSettings>({
  column: 'benchmark.job.spec',
  version: 1,
  schema: settings,
});
