import { z } from 'zod';
import { DTYPES, GPU_CLASSES, NO_REVISION } from './entry.ts';

const text = (most: number) =>
  z
    .string(`text of 1 to ${most} characters`)
    .min(1, `text of 1 to ${most} characters`)
    .max(most, `text of 1 to ${most} characters`);

const whole = (least: number, most: number) => {
  const allowed = `a whole number from ${least} to ${most}`;
  return z.int(allowed).min(least, allowed).max(most, allowed);
};

const number = (least: number, most: number) => {
  const allowed = `a number from ${least} to ${most}`;
  return z.number(allowed).min(least, allowed).max(most, allowed);
};

const oneOf = <const Value extends string>(values: readonly Value[]) =>
  z.enum(values, `one of ${values.join(', ')}`);

const matching = (pattern: RegExp, allowed: string) => z.string(allowed).regex(pattern, allowed);

const entryName = matching(
  /^[a-z0-9][a-z0-9._-]{0,99}$/,
  'lower-case letters, digits, dots, dashes and underscores, 1 to 100 of them',
);
/** A name without its end: longer ones are no label of a node. */
const product = matching(
  /^[\w.-]{1,63}$/,
  'a value of the label nvidia.com/gpu.product: letters, digits, dots, dashes and underscores, 1 to 63 of them',
);

const revision = matching(
  new RegExp(`^([0-9a-f]{40}|${NO_REVISION})$`),
  `a commit of 40 hexadecimal digits, or ${NO_REVISION} where it is not known`,
);

const sampling = z.strictObject({
  temperature: number(0, 2),
  top_p: number(0, 1),
  top_k: z
    .union([z.literal(-1), whole(1, 1_000_000)], 'a whole number from 1 to 1000000, or -1 for all')
    .optional(),
  min_p: number(0, 1).optional(),
  repetition_penalty: number(0.01, 10).optional(),
});

const named = {
  revision,
  names: z.array(text(200), 'a list of names').max(50, 'a list of at most 50 names').default([]),
  sampling,
  licence: text(200),
};

const openModel = z.strictObject({
  hub: matching(/^[\w.-]{1,96}\/[\w.-]{1,96}$/, 'OWNER/NAME, as the hub has it'),
  ...named,
  gpu: z.strictObject(
    { class: oneOf(GPU_CLASSES), count: whole(1, 64), memory_gib: number(1, 4096) },
    'class, count and memory_gib',
  ),
  tensor_parallel: whole(1, 64),
  context_tokens: whole(512, 10_000_000),
  dtype: oneOf(DTYPES),
  chat_template: text(200),
  reasoning_parser: matching(/^[a-z0-9_]{1,60}$/, 'the name of a parser, such as deepseek_r1, or none'),
});

const hostedModel = z.strictObject({ hosted: text(100), ...named });

/** The shape of a file; entries are read one by one, because what each must have depends on what it is. */
export const catalogueForm = z.strictObject({
  form: z.literal(1, '1, the only form there is'),
  replaces: z.literal('all', '"all", or left out').optional(),
  gpu_classes: z
    .strictObject(
      Object.fromEntries(
        GPU_CLASSES.filter((one) => one !== 'any').map((one) => [
          one,
          z.array(product, 'a list of products').max(100, 'a list of at most 100 products').optional(),
        ]),
      ),
      'lists of products by class',
    )
    .default({}),
  models: z.record(entryName, z.looseObject({}, 'an entry with fields'), 'entries by name'),
});

export const entryForms = { openModel, hostedModel };
export type OpenForm = z.infer<typeof openModel>;
export type HostedForm = z.infer<typeof hostedModel>;
