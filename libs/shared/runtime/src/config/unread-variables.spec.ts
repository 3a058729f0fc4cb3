import { describe, expect, it } from '@jest/globals';
import { KNOWN_VARIABLES } from './known-variables.ts';
import { unreadVariables } from './unread-variables.ts';

const told = (...names: string[]): string[] =>
  unreadVariables(Object.fromEntries(names.map((name) => [name, 'canary'])));

describe('variables that nothing reads', () => {
  it.each([
    ['ROOKERY_DATABSE_URL', 'DATABASE_URL'],
    ['ROOKERY_DATABASE_URL', 'DATABASE_URL'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_ULR', 'DATABASE_URL'],
    ['OPENAI_BASE_ULR', 'OPENAI_BASE_URL'],
    ['ROOKERY_OPENAI_BASE_URL', 'OPENAI_BASE_URL'],
    ['ROOKERY_OPENAI_URL', 'OPENAI_BASE_URL'],
    ['OPENAI_APIKEY', 'OPENAI_API_KEY'],
    ['OPENAI_MODELS', 'ROOKERY_OPENAI_MODELS'],
    ['ROOKERY_SIMULATED_MODEL', 'ROOKERY_SIMULATED_MODELS'],
    ['ROOKERY_LOGLEVEL', 'ROOKERY_LOG_LEVEL'],
    ['ROOKERY_ADRESS', 'ROOKERY_ADDRESS'],
    ['ROKERY_ADDRESS', 'ROOKERY_ADDRESS'],
    ['ROOKERY_PORTS', 'ROOKERY_PORT'],
    ['rookery_data', 'ROOKERY_DATA'],
  ])('%s is told, with %s', (name, nearest) => {
    expect(told(name)).toEqual([`${name} is set, and nothing reads it; did you mean ${nearest}?`]);
  });

  it('are told without a guess where nothing is near', () => {
    expect(told('ROOKERY_TELEMETRY_CONSENT')).toEqual([
      'ROOKERY_TELEMETRY_CONSENT is set, and nothing reads it; docs/variables.md has all variables',
    ]);
  });

  it.each([
    ['that there are', [...KNOWN_VARIABLES]],
    [
      'of others',
      ['PATH', 'HOME', 'OPENAI_ORG_ID', 'OPENAI_PROJECT', 'ALL_PROXY', 'FTP_PROXY', 'PORT', 'DEBUG'],
    ],
    ['of others in small letters', ['http_proxy', 'https_proxy', 'no_proxy', 'npm_config_registry']],
    ['of tests', ['ROOKERY_TEST_PGVECTOR_URL', 'ROOKERY_LIVE_OPENAI_BASE_URL']],
  ])('are none of those %s', (_, names) => expect(told(...names)).toEqual([]));

  it('are not those that Kubernetes sets for services', () => {
    const variables = {
      ROOKERY_GATEWAY_SERVICE_HOST: '10.0.0.1',
      ROOKERY_GATEWAY_SERVICE_PORT: '7600',
      ROOKERY_GATEWAY_SERVICE_PORT_GRPC: '7600',
      ROOKERY_GATEWAY_PORT: 'tcp://10.0.0.1:7600',
      ROOKERY_JUDGE_PORT_7602_TCP_ADDR: '10.0.0.1',
    };
    expect(unreadVariables(variables)).toEqual([]);
    expect(unreadVariables({ ROOKERY_GATEWAY_PORT: '7600' })).toHaveLength(1);
  });

  it('are not those that are empty, and their values stay unsaid', () => {
    expect(unreadVariables({ ROOKERY_DATABSE_URL: '' })).toEqual([]);
    expect(told('ROOKERY_DATABSE_URL', 'OPENAI_API_KYE').join()).not.toContain('canary');
  });
});
