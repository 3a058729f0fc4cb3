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

/** The same, where `https://` before it says that it speaks TLS and `http://` that it does not. */
export const gatewayAddress = z
  .string()
  .regex(/^(https?:\/\/)?[^\s/]+:\d{1,5}$/, 'not host:port')
  .describe(
    'host:port, for example 127.0.0.1:7600; with https:// before it by TLS, with http:// without; by default TLS where this process has certificates for both ends',
  );

/** What processes of one platform share. */
const platformSecret = z
  .string()
  .regex(/^[\x21-\x7e]{32,200}$/, 'not 32 to 200 printable characters without a blank');

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
  ROOKERY_DATABASE_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(2)
    .max(1000)
    .default(10)
    .describe('connections to the database that this process opens at most, 2 to 1000'),
  ROOKERY_DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_600_000)
    .default(20_000)
    .describe('how long calls in flight may take to end when the process stops, 0 to 3600000 milliseconds'),
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
  ROOKERY_METRICS_PORT: port
    .optional()
    .describe(
      'a port from 0 to 65535 for metrics at /metrics, without a key; 0 takes any free port; not set: none. `rookery up` counts on from it, a port for each service',
    ),
  ROOKERY_METRICS_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('the address that metrics are served on; only the network of the deployment may reach it'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'base URL of a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318, for traces; not set: nothing is traced',
    ),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .regex(/^[^=,\s]+=[^=,]+(,[^=,\s]+=[^=,]+)*$/, 'not NAME=VALUE pairs separated by commas')
    .optional()
    .describe('headers for the collector, as NAME=VALUE pairs separated by commas'),
  ROOKERY_TRACE_SHARE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('share of the traces begun here that are kept, 0 to 1'),
  ROOKERY_TRACE_CONTENTS: z
    .enum(['yes', 'no'])
    .default('no')
    .describe(
      'yes or no: whether what people and models say, profiles and explanations of verdicts go into traces; yes only with the consent of all of them',
    ),
  ROOKERY_API_KEY: z
    .string()
    .min(1)
    .optional()
    .describe('the key by which this process calls the gateway; a service needs an operator key'),
  ROOKERY_PLATFORM_SECRET: platformSecret
    .optional()
    .describe(
      'by which the processes of one platform know each other, 32 to 200 printable characters; a service that has one answers nobody else',
    ),
  ROOKERY_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe(
      'path of the certificate of this process, PEM, with those between it and its authority; read again when it changes; not set: no TLS',
    ),
  ROOKERY_TLS_KEY_FILE: z.string().optional().describe('path of its key, PEM, without a password'),
  ROOKERY_TLS_CA_FILE: z
    .string()
    .optional()
    .describe(
      'path of the authorities whose certificates are taken, PEM; beside a certificate of its own: the processes of the platform show each other theirs',
    ),
  ROOKERY_TLS_NAME: z
    .string()
    .regex(/^[\w.-]{1,253}$/, 'not a name of letters, digits, dots and hyphens')
    .optional()
    .describe(
      'the name that certificates of called processes must hold; not set: the name or address that they are called by',
    ),
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
