import { z } from 'zod';

const SHORTEST_KEY = 8;

const keys = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((key) => key.trim())
      .filter((key) => key !== ''),
  )
  .refine((list) => list.every((key) => key.length >= SHORTEST_KEY), 'a key is too short')
  .refine(
    (list) => list.every((key) => /^[\x21-\x7e]+$/.test(key)),
    'a key has a character that no header can carry',
  );

const LIST = `keys separated by commas, each of at least ${SHORTEST_KEY} printable characters`;

/**
 * The keys that open a gateway, of two kinds. Application keys alone are refused: the platform's own processes call the
 * gateway as operators, so no worker could register, and to let an application's key do it would be the hole that the
 * two kinds close.
 */
export const gatewayKeysConfig = z
  .object({
    ROOKERY_API_KEYS: keys.describe(`${LIST}, for applications; needs ROOKERY_OPERATOR_KEYS`),
    ROOKERY_OPERATOR_KEYS: keys.describe(`${LIST}, for operators; neither list set: no key is needed`),
  })
  .superRefine((config, context) => {
    const { ROOKERY_API_KEYS: applications, ROOKERY_OPERATOR_KEYS: operators } = config;
    const wrong = (message: string): void =>
      context.addIssue({ code: 'custom', path: ['ROOKERY_API_KEYS'], message });
    if (applications.length > 0 && operators.length === 0) {
      wrong('ROOKERY_OPERATOR_KEYS is not set, and without an operator key no worker can register');
    }
    if (applications.some((key) => operators.includes(key))) {
      wrong('a key is in ROOKERY_OPERATOR_KEYS as well; each is of one kind');
    }
  });
