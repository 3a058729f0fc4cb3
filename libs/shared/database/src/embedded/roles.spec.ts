import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { accessStatements, OWNER, roleOf, ROLES, SERVICE_SCHEMAS } from './roles.ts';

const page = readFileSync(new URL('../../../../../docs/databases.md', import.meta.url), 'utf8');

describe('roles of the embedded server', () => {
  it('cover every schema that docs/databases.md names, once', () => {
    const named = [...page.matchAll(/CREATE SCHEMA (\w+) AUTHORIZATION/g)].map(([, name]) => name);
    expect(Object.values(SERVICE_SCHEMAS).flat().sort()).toEqual(named.sort());
  });

  it('go by the service that opens the database', () => {
    expect(roleOf('inference-worker')).toBe('rookery_inference_worker');
    expect(roleOf('cli')).toBe('rookery_gateway');
    expect(roleOf('reader')).toBe('rookery_reader');
    for (const unknown of ['test', 'constructor', '']) expect(roleOf(unknown)).toBe(OWNER);
    expect(new Set(ROLES).size).toBe(ROLES.length);
  });

  it('are given by statements of one line each, as single-user mode reads them', () => {
    for (const statement of accessStatements(false))
      expect(statement).not.toMatch(/\n|SUPERUSER(?<!NOSUPERUSER)/);
  });
});
