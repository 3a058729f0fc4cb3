import { z } from 'zod';
import { wrongDatabaseUrl } from './database-url.ts';

/** A TCP port; 0 asks the system for a free one. */
export const port = z.coerce
  .number()
  .int()
  .min(0)
  .max(65535)
  .describe('a port from 0 to 65535; 0 takes any free port');

/** Where another service listens. */
export const address = z
  .string()
  .regex(/^[^\s/]+:\d{1,5}$/, 'not host:port')
  .describe('host:port, for example 127.0.0.1:7600');

/** Variables that every service understands; a service adds its own with `commonConfig.extend({ ... })`. */
export const commonConfig = z.object({
  ROOKERY_DATA: z.string().default('.rookery').describe('the folder that holds the data of this platform'),
  DATABASE_URL: z
    .string()
    .refine((url) => wrongDatabaseUrl(url) === undefined, {
      error: ({ input }) => wrongDatabaseUrl(String(input)) ?? '',
    })
    .optional()
    .describe('a postgresql:// URL; not set: the platform starts a PostgreSQL of its own in ROOKERY_DATA'),
  ROOKERY_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('trace, debug, info, warn, error or silent'),
  ROOKERY_HOST: z
    .string()
    .default('127.0.0.1')
    .describe(
      'the address to listen on, for example 0.0.0.0; services behind the gateway ask for no key, so only the network of the deployment may reach them',
    ),
  ROOKERY_PORT: port.optional(),
  ROOKERY_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('the key by which this process calls the gateway; a service needs an operator key'),
  ROOKERY_API_KEYS: z
    .string()
    .optional()
    .describe("the gateway's keys for applications, separated by commas"),
  ROOKERY_OPERATOR_KEYS: z
    .string()
    .optional()
    .describe(
      "the gateway's keys for operators, separated by commas; a service without ROOKERY_API_KEY uses the first",
    ),
});
