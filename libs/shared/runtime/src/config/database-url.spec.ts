import { describe, expect, it } from '@jest/globals';
import { commonConfig } from './common-config.ts';
import { wrongDatabaseUrl } from './database-url.ts';
import { readConfig } from './read-config.ts';

describe('DATABASE_URL', () => {
  it.each([
    'postgresql://host/db',
    'postgres://user@host/db',
    'postgresql://user:p%40ss%23%2F%3F%25@host:5432/db?sslmode=verify-full',
    'postgresql://user:p@ss@host/db',
    'postgresql://user:100%@host/db',
    'postgresql://user:secret@host/db?options=-c%20role=a@b',
    'postgresql://user:secret@[::1]:5432/db',
    'postgresql:///db?host=/var/run/postgresql',
  ])('is fine as %s', (url) => expect(wrongDatabaseUrl(url)).toBeUndefined());

  it.each([
    ...['CANARY#x', 'CANARY/x', 'CANARY?x', '12#CANARY', '12/CANARY', '12?CANARY'],
    ...['CANARY@1/2', 'CANARY@1#2', 'CANARY@1?2', 'CANARY%ff'],
  ])('says how to write the password %s', (password) => {
    const wrong = wrongDatabaseUrl(`postgresql://user:${password}@host:5432/db`);
    expect(wrong).toContain('percent-encoded');
    expect(wrong).not.toContain('CANARY');
  });

  it.each([
    'mysql://user:CANARY@host/db',
    'postgresql//user:CANARY@host',
    'postgresql://user:CANARY@host:port/db',
  ])('has another form than %s', (url) =>
    expect(wrongDatabaseUrl(url)).toContain('postgresql://USER:PASSWORD@HOST:PORT/DATABASE'),
  );

  it.each(['postgresql://u:CANARY@one:5432,two:5432/db', 'postgresql://u:CANARY@one,two/db'])(
    'names one host, and not several: %s',
    (url) => expect(wrongDatabaseUrl(url)).toContain('several hosts'),
  );

  it('stops the start with that sentence, and is not shown', () => {
    const start = (): unknown =>
      readConfig(commonConfig, { DATABASE_URL: 'postgresql://u:CANARY#1@host/db' });
    expect(start).toThrow('percent-encoded');
    expect(start).not.toThrow('CANARY');
  });
});
