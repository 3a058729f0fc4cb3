import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putAside } from './bounded-log.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rookery-bounded-log-'));
  file = join(folder, 'judge.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a log that is too large goes on from nothing for whoever appends to it, and the last one is kept', () => {
  const appending = openSync(file, 'a');
  writeSync(appending, 'first\n');
  putAside(file, 6);
  expect(readFileSync(file, 'utf8')).toBe('first\n');
  writeSync(appending, 'second\n');
  putAside(file, 6);
  writeSync(appending, 'third\n');
  closeSync(appending);
  expect(readFileSync(file, 'utf8')).toBe('third\n');
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('first\nsecond\n');
});

it('a log that is not there, or cannot be put aside, stops nothing', () => {
  putAside(file, 0);
  appendFileSync(file, 'too much\n');
  mkdirSync(`${file}.1`);
  putAside(file, 0);
  expect(readFileSync(file, 'utf8')).toBe('');
});
