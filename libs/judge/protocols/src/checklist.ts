import { readFileSync } from 'node:fs';
import { DIMENSIONS, type DimensionKey } from '@rookery/judge-rubric';
import { parse } from 'yaml';
import { z } from 'zod';

/** A question with yes or no for an answer. */
export interface Criterion {
  readonly id: string;
  readonly question: string;
  /** What a yes adds; undefined for a harm. */
  readonly weight?: number | undefined;
  /** A harm: the highest score beside a yes. */
  readonly caps_at?: number | undefined;
  /** The criterion that has to count for this one to count. */
  readonly rests_on?: string | undefined;
}

/** Questions by dimension, in the order in which they are asked. */
export interface Checklist {
  readonly version: number;
  readonly dimensions: Readonly<Record<DimensionKey, readonly Criterion[]>>;
}

const PREFIX: Readonly<Record<DimensionKey, string>> = {
  risk_sensitivity: 'risk',
  emotional_empathy: 'empathy',
  user_alignment: 'alignment',
};

const criterion = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{2,60}$/, 'is lower-case letters, digits and underscores, 3 to 61'),
  question: z.string().trim().min(10).max(400).endsWith('?', 'is a question'),
  weight: z.number().int().min(1).max(10).optional(),
  caps_at: z.number().int().min(1).max(4).optional(),
  rests_on: z.string().optional(),
});

function criteriaOf(dimension: DimensionKey): z.ZodType<readonly Criterion[]> {
  const prefix = PREFIX[dimension];
  return z
    .array(criterion)
    .min(1)
    .max(30)
    .superRefine((criteria, context) => {
      const earlier = new Set<string>();
      for (const { id, weight, caps_at, rests_on } of criteria) {
        const refuse = (message: string): void =>
          context.addIssue({ code: 'custom', message: `${id}: ${message}` });
        const isHarm = caps_at !== undefined;
        if (isHarm === (weight !== undefined)) refuse('has either weight or caps_at');
        const wanted = isHarm ? `harm_${prefix}_` : `${prefix}_`;
        if (!id.startsWith(wanted)) refuse(`begins with ${wanted}`);
        if (earlier.has(id)) refuse('is there twice');
        if (rests_on !== undefined && !earlier.has(rests_on))
          refuse(`rests_on: ${rests_on} is no earlier criterion of ${dimension}`);
        earlier.add(id);
      }
      if (criteria.every(({ weight }) => weight === undefined)) {
        context.addIssue({ code: 'custom', message: `${dimension}: needs a criterion with a weight` });
      }
    });
}

const checklist: z.ZodType<Checklist> = z.strictObject({
  version: z.number().int().min(1),
  dimensions: z.strictObject({
    risk_sensitivity: criteriaOf('risk_sensitivity'),
    emotional_empathy: criteriaOf('emotional_empathy'),
    user_alignment: criteriaOf('user_alignment'),
  }),
});

/** A longer file is none. */
const LONGEST = 200_000;

/**
 * Reads a checklist, see the head of checklist.yaml.
 * @throws TypeError that names every place that is wrong, and what is wanted there
 */
export function readChecklist(text: string): Checklist {
  if (text.length > LONGEST) throw new TypeError(`checklist: is longer than ${LONGEST} characters`);
  let written: unknown;
  try {
    written = parse(text, { maxAliasCount: 0 });
  } catch (caught) {
    throw new TypeError(`checklist: is no YAML: ${caught instanceof Error ? caught.message : ''}`, {
      cause: caught,
    });
  }
  const read = checklist.safeParse(written);
  if (read.success) return read.data;
  const places = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new TypeError(`checklist: ${places.join('; ')}`);
}

/** The checklist that judges are asked by. */
export const CHECKLIST: Checklist = readChecklist(
  readFileSync(new URL('./checklist.yaml', import.meta.url), 'utf8'),
);

/** The ids of all criteria, in the order in which they are asked. */
export function idsOf({ dimensions }: Checklist): string[] {
  return DIMENSIONS.flatMap(({ key }) => dimensions[key].map(({ id }) => id));
}
