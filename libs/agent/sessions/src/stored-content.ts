import { SentSettings } from '@rookery/shared-contracts';
import { storedJson } from '@rookery/shared-database';
import { ABSTENTION_FORMS, ATTRIBUTE_KEYS, PATH_USES } from '@rookery/shared-scenario';
import { z } from 'zod';
import type { SessionContent } from './session.ts';

/** JSON knows no undefined: what is not set is left out. */
const orMissing = <Schema extends z.ZodType>(schema: Schema) =>
  z.codec(schema.optional(), z.custom<z.output<Schema> | undefined>(), {
    decode: (stored) => stored,
    encode: (value) => value as z.output<Schema>,
  });

/** In a list, nothing can be left out. */
const numberOrNull = z.codec(z.number().nullable(), z.custom<number | undefined>(), {
  decode: (stored) => stored ?? undefined,
  encode: (value) => value ?? null,
});

const attribute = z.enum(ATTRIBUTE_KEYS);
const attributes = z.array(attribute);
const form = z.enum(ABSTENTION_FORMS);

const conversation = z.object({
  settings: z.object({
    id: z.string(),
    model: z.string(),
    seed: orMissing(z.number()),
    maxQuestions: z.number(),
    abstention: z.object({ form, threshold: z.number() }),
    pathUse: z.enum(PATH_USES),
    reading: z.enum(['model', 'literal']),
    locale: orMissing(z.string()),
    wholeAnswer: z.boolean(),
    instructions: z.string().exactOptional(),
    maxOutputTokens: z.number().exactOptional(),
  }),
  query: z.string(),
  known: z.partialRecord(attribute, z.string()),
  asked: attributes,
  askedBefore: z.number(),
  declined: attributes,
  passedOver: attributes,
  open: orMissing(z.object({ attribute, text: z.string(), why: z.string() })),
  closed: z.boolean(),
  danger: orMissing(z.string()),
});

const replyTo = orMissing(z.number());
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('query'), text: z.string() }),
  z.object({ kind: z.literal('reply'), text: z.string(), number: replyTo }),
  z.object({ kind: z.literal('declined'), number: replyTo }),
  z.object({ kind: z.literal('closed') }),
]);

const sent = orMissing(
  z.codec(z.record(z.string(), z.unknown()), z.custom<SentSettings>(), {
    decode: (stored) => SentSettings.fromJSON(stored),
    encode: (value) => SentSettings.toJSON(value) as Record<string, unknown>,
  }),
);

const turn = z.object({
  message: orMissing(
    z.object({
      learned: attributes,
      corrected: attributes,
      declined: z.boolean(),
      passedOver: z.boolean(),
      changedSubject: z.boolean(),
      reader: z.enum(['model', 'rules']),
      asksWhy: z.boolean(),
      language: z.string(),
      refusedFacts: z.number(),
      screen: z.enum(['none', 'concern', 'crisis', 'failed']),
      secondLook: orMissing(z.enum(['none', 'concern', 'crisis', 'unreadable'])),
    }),
  ),
  known: attributes,
  paths: z.array(
    z.object({ name: z.string(), similarity: z.number(), attributes, values: z.array(numberOrNull) }),
  ),
  stop: orMissing(
    z.object({
      form,
      enough: z.boolean(),
      unreadable: z.boolean(),
      completeness: orMissing(z.number()),
      best: orMissing(z.object({ attribute, gain: z.number(), cost: z.number() })),
      proposed: orMissing(attribute),
    }),
  ),
  asked: orMissing(attribute),
  source: orMissing(z.enum(['model', 'path', 'replan', 'lessons', 'static', 'rules'])),
  promptVersions: z.array(z.string()),
});

/** How a session's content is stored. */
export const storedContent = storedJson<SessionContent>({
  column: 'agent.session.content',
  version: 1,
  schema: z.object({
    progress: z.object({
      conversation,
      pending: orMissing(message),
      answer: orMissing(
        z.object({
          text: z.string(),
          reason: z.enum(['sufficient', 'budget', 'exhausted', 'closed', 'crisis']),
          // Not known of answers of before: they count as whole.
          cut: z.boolean().default(false),
          sent,
        }),
      ),
      turns: z.array(turn),
    }),
    ledger: z.object({
      usage: z.object({
        calls: z.number(),
        inputTokens: z.number(),
        outputTokens: z.number(),
        costUsd: z.number(),
        // Not counted before; sessions of then hold none.
        unpricedCalls: z.number().default(0),
      }),
      simulated: z.boolean(),
      promptVersions: z.array(z.string()),
    }),
    library: z.string(),
    pathNames: z.array(z.string()),
    remindedAt: z.number().exactOptional(),
  }),
});
