import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ServiceLog } from './service-log.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rookery-log-'));
  file = join(folder, 'worker.log');
});

afterEach(() => rmSync(folder, { recursive: true }));

const record = (fields: object): string => `${JSON.stringify({ level: 40, ...fields })}\n`;

describe('the log of a service', () => {
  it('holds what was said since, in plain words', () => {
    writeFileSync(file, 'The configuration is wrong:\n  an older start\n');
    const log = new ServiceLog(file);
    appendFileSync(file, `${record({ msg: 'begins' })}The configuration is wrong:\n  ROOKERY_PORT is "x"\n`);
    expect(log.plainWords()).toBe('The configuration is wrong:\n  ROOKERY_PORT is "x"');
  });
});
