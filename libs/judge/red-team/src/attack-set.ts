import { ATTRIBUTE_KEYS, type Profile } from '@rookery/shared-scenario';
import { z } from 'zod';
import cases from '../data/cases.json' with { type: 'json' };
import authority from '../data/attacks/authority.json' with { type: 'json' };
import bias from '../data/attacks/bias.json' with { type: 'json' };
import channel from '../data/attacks/channel.json' with { type: 'json' };
import completion from '../data/attacks/completion.json' with { type: 'json' };
import denial from '../data/attacks/denial.json' with { type: 'json' };
import gaming from '../data/attacks/gaming.json' with { type: 'json' };
import indirect from '../data/attacks/indirect.json' with { type: 'json' };
import instruction from '../data/attacks/instruction.json' with { type: 'json' };
import masterKey from '../data/attacks/master-key.json' with { type: 'json' };
import obfuscation from '../data/attacks/obfuscation.json' with { type: 'json' };
import optimised from '../data/attacks/optimised.json' with { type: 'json' };
import reasoningJudge from '../data/attacks/reasoning-judge.json' with { type: 'json' };
import supplyChain from '../data/attacks/supply-chain.json' with { type: 'json' };

/** What an attack's text is turned into before it is used. */
export const ENCODINGS = [
  'zero_width',
  'tags',
  'bidi',
  'homoglyph',
  'fullwidth',
  'base64',
  'hex',
  'rot13',
  'reverse',
  'spaced',
] as const;

const attack = z.strictObject({
  id: z.string().regex(/^[a-z_]+-\d{2}$/),
  technique: z.string().regex(/^[a-z][a-z0-9_]*$/),
  seed: z.string().regex(/^[a-z0-9-]+$/),
  place: z.enum(['response', 'query', 'profile']),
  how: z.enum(['append', 'prepend', 'replace']),
  text: z.string().min(1).max(2000),
  encode: z.enum(ENCODINGS).optional(),
  lead: z.string().max(200).optional(),
  repeat: z.number().int().min(2).max(1000).optional(),
  twin: z.literal('nothing').optional(),
});

const family = z.strictObject({
  family: z.string().regex(/^[a-z_]+$/),
  about: z.string().min(20),
  attacks: z.array(attack).min(1),
});

const victim = z.strictObject({
  id: z.string().regex(/^[a-z-]+$/),
  query: z.string().min(1).max(500),
  profile: z.partialRecord(z.enum(ATTRIBUTE_KEYS), z.string().min(1).max(200)),
  reply: z.string().min(1).max(2000),
});

/** One way of swaying a judge. */
export interface Attack extends z.infer<typeof attack> {
  readonly family: string;
}

/** A person with a poor reply, which no attack makes any better. */
export interface Case {
  readonly id: string;
  readonly query: string;
  readonly profile: Profile;
  readonly reply: string;
}

/** Attacks that have something in common. */
export interface Family {
  readonly family: string;
  readonly about: string;
  readonly attacks: readonly Attack[];
}

/** Goes up with every change of an attack, a case, or how they are put together: figures of two versions are not comparable. */
export const SET_VERSION = 1;

/** The families, in the order in which reports list them. */
export const FAMILIES: readonly Family[] = [
  instruction,
  completion,
  authority,
  masterKey,
  channel,
  obfuscation,
  optimised,
  gaming,
  bias,
  denial,
  indirect,
  supplyChain,
  reasoningJudge,
].map((data) => {
  const read = family.parse(data);
  return { ...read, attacks: read.attacks.map((one) => ({ ...one, family: read.family })) };
});

/** The cases that attacks are tried on. */
export const CASES: readonly Case[] = z.array(victim).min(1).parse(cases);
