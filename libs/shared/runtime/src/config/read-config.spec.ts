import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { address, commonConfig, port } from './common-config.ts';
import { variablesOf } from './config-variables.ts';
import { ConfigError, readConfig } from './read-config.ts';

const schema = commonConfig.extend({
  ROOKERY_GATEWAY_ADDRESS: address.default('127.0.0.1:7600'),
  OPENAI_API_KEY: z.string().min(20).optional().describe('the key of the model server'),
  ROOKERY_WORKERS: z.coerce.number().int().min(1).max(64).default(4).describe('a number from 1 to 64'),
});

function messageFor(environment: Record<string, string>): string {
  try {
    readConfig(schema, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('the configuration was accepted');
}

describe('readConfig', () => {
  it('gives defaults for what is not set, and takes an empty variable as not set', () => {
    expect(readConfig(schema, { ROOKERY_HOST: '', PATH: '/bin' })).toEqual({
      ROOKERY_DATA: '.rookery',
      ROOKERY_DATABASE_CONNECTIONS: 10,
      ROOKERY_DRAIN_MS: 20_000,
      ROOKERY_LOG_LEVEL: 'info',
      ROOKERY_HOST: '127.0.0.1',
      ROOKERY_METRICS_HOST: '127.0.0.1',
      ROOKERY_TRACE_CONTENTS: 'no',
      ROOKERY_TRACE_SHARE: 1,
      ROOKERY_GATEWAY_ADDRESS: '127.0.0.1:7600',
      ROOKERY_WORKERS: 4,
    });
  });

  it.each([
    [{ ROOKERY_PORT: '70000' }, 'ROOKERY_PORT is "70000"', 'a port from 0 to 65535'],
    [{ ROOKERY_PORT: 'http' }, 'ROOKERY_PORT is "http"', 'a port from 0 to 65535'],
    [
      { ROOKERY_LOG_LEVEL: 'loud' },
      'ROOKERY_LOG_LEVEL is "loud"',
      'trace, debug, info, warn, error or silent',
    ],
    [{ ROOKERY_GATEWAY_ADDRESS: 'here' }, 'ROOKERY_GATEWAY_ADDRESS is "here"', 'host:port'],
    [{ ROOKERY_WORKERS: '0' }, 'ROOKERY_WORKERS is "0"', 'a number from 1 to 64'],
  ])('names variable, value and what is allowed: %j', (environment, complaint, allowed) => {
    const message = messageFor(environment);
    expect(message).toContain(complaint);
    expect(message).toContain(allowed);
  });

  it('names every wrong variable at once', () => {
    const message = messageFor({ ROOKERY_PORT: '-1', ROOKERY_WORKERS: '1000' });
    expect(message).toContain('ROOKERY_PORT');
    expect(message).toContain('ROOKERY_WORKERS');
  });

  it('says that a variable without default is missing', () => {
    const needed = z.object({ ROOKERY_PORT: port });
    expect(() => readConfig(needed, {})).toThrow(/ROOKERY_PORT is not set.*a port from 0 to 65535/s);
  });

  it('does not repeat secrets', () => {
    const message = messageFor({
      OPENAI_API_KEY: 'sk-canary',
      DATABASE_URL: 'mysql://me:canary@host/db',
      OTEL_EXPORTER_OTLP_HEADERS: 'canary',
    });
    expect(message).toContain('OPENAI_API_KEY');
    expect(message).toContain('OTEL_EXPORTER_OTLP_HEADERS');
    expect(message).toContain('DATABASE_URL');
    expect(message).not.toContain('canary');
  });
});

describe('variablesOf', () => {
  it('says what each variable may be and what holds without it', () => {
    const both = z.intersection(
      z.object({
        A_NUMBER: z.coerce.number().default(4).describe('a number'),
        A_LIST: z
          .string()
          .default('')
          .describe('names')
          .transform((text) => text.split(',')),
      }),
      z.object({ AN_ADDRESS: address.default('127.0.0.1:7600'), NOTHING: z.string().optional() }),
    );
    expect(variablesOf(both)).toEqual([
      { name: 'A_NUMBER', allowed: 'a number', standard: '4' },
      { name: 'A_LIST', allowed: 'names', standard: undefined },
      { name: 'AN_ADDRESS', allowed: 'host:port, for example 127.0.0.1:7600', standard: '127.0.0.1:7600' },
      { name: 'NOTHING', allowed: '', standard: undefined },
    ]);
  });
});
