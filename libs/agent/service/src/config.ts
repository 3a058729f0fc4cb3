import { ABSTENTION_FORMS, HIGHEST_QUESTION_COST, PATH_USES } from '@rookery/shared-scenario';
import { contentKeysFolder } from '@rookery/shared-sealing';
import { z } from 'zod';

/** The variables of the online agent, which shares a process with planning. */
export const agentConfig = z.object({
  ROOKERY_SESSION_HOURS: z.coerce
    .number()
    .positive()
    .max(8_760)
    .default(24)
    .describe('hours that a session is kept after the last thing that was said in it, up to 8760'),
  ROOKERY_SESSIONS_PER_KEY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(1_000)
    .describe('sessions that one tenant may have at a time, 1 to 1000000'),
  ROOKERY_SESSIONS_PER_USER: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(100)
    .describe('sessions of one end user that a tenant names, 1 to 1000000'),
  ROOKERY_CONTENT_KEYS: contentKeysFolder,
  ROOKERY_KEEP_TRACES: z
    .enum(['yes', 'no'])
    .default('no')
    .transform((word) => word === 'yes')
    .describe('yes or no: whether the traces of conversations are stored with their sessions'),
  ROOKERY_ABSTENTION: z
    .enum(ABSTENTION_FORMS)
    .default('scale')
    .describe(`how conversations that do not say decide to answer: ${ABSTENTION_FORMS.join(', ')}`),
  ROOKERY_PATH_USE: z
    .enum(PATH_USES)
    .default('lessons')
    .describe(`what conversations that do not say do with planned paths: ${PATH_USES.join(', ')}`),
  ROOKERY_AI_NOTICE: z
    .string()
    .max(1000)
    .default('on')
    .describe(
      'what people are told at the beginning of a conversation: on (that it is an AI, in their language), off, or words of yours, up to 1000 characters',
    ),
  ROOKERY_MINOR_REMINDER_HOURS: z.coerce
    .number()
    .min(0.01)
    .max(24)
    .default(3)
    .describe(
      'hours between two reminders of people who are known to be under 18 that it is an AI, and of a break, up to 24',
    ),
  ROOKERY_CRISIS_RESOURCES: z
    .string()
    .optional()
    .describe(
      'path of a JSON list of whom people in danger can turn to, instead of the list that comes with the platform',
    ),
  ROOKERY_QUESTION_BURDEN: z.coerce
    .number()
    .min(0)
    .max(HIGHEST_QUESTION_COST)
    .default(0.1)
    .describe(
      `what any question costs the person besides ROOKERY_QUESTION_COSTS, score points 0 to ${HIGHEST_QUESTION_COST}; for the form calibrated`,
    ),
});

export type AgentConfig = z.infer<typeof agentConfig>;
