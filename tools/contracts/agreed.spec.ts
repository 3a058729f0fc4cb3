import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { breaksOf } from './agreed.ts';

const WORKSPACE = join(dirname(fileURLToPath(import.meta.url)), '../..');
const MODEL = 'proto/rookery/inference/v1/model.proto';

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'rookery-agreed-'));
  for (const path of ['proto', 'buf.yaml'])
    cpSync(join(WORKSPACE, path), join(copy, path), { recursive: true });
});
afterEach(() => rmSync(copy, { recursive: true }));

function change(pattern: RegExp, text: string): void {
  const file = join(copy, MODEL);
  const before = readFileSync(file, 'utf8');
  const after = before.replace(pattern, text);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

describe('a contract against the agreed one', () => {
  it('breaks it when a field is removed, and is told which', () => {
    change(/^ +bool simulated = \d+;\n/m, '');
    expect(breaksOf(copy)).toMatch(/model\.proto:.*field.*"simulated".*"Model" was deleted/);
  });

  it('breaks it when a field gets another number or type', () => {
    change(/bool simulated = \d+;/, 'string simulated = 99;');
    expect(breaksOf(copy)).toMatch(/"simulated"/);
  });

  it('does not break it when a field is added', () => {
    change(/^message Model \{\n/m, 'message Model {\n  // New.\n  string added_later = 90;\n');
    expect(breaksOf(copy)).toBe('');
  });
});
