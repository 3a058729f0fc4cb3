import { describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { difference, fileHashes, readRecord, type BuildRecord } from './built.ts';
import { sourceHash, WORKSPACE } from './source-hash.ts';

describe('the checked-in WebAssembly package', () => {
  it('was built from the sources beside it (else run: npm run build:wasm)', () => {
    expect(readRecord().sha256).toBe(sourceHash());
  });

  it('has the bytes that were built then', () => {
    expect(fileHashes()).toEqual(readRecord().files);
    expect(Object.keys(readRecord().files)).toHaveLength(2);
  });
});

describe('sourceHash', () => {
  it('changes with any source and not with line endings', () => {
    const copy = mkdtempSync(join(tmpdir(), 'sources-'));
    try {
      cpSync(WORKSPACE, copy, {
        recursive: true,
        filter: (path) => !/planner-wasm[\\/](target|pkg)/.test(path),
      });
      expect(sourceHash(copy)).toBe(sourceHash());
      const file = join(copy, 'search/src/lib.rs');
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replaceAll('\n', '\r\n'));
      expect(sourceHash(copy)).toBe(sourceHash());
      writeFileSync(file, `${text}// changed\n`);
      expect(sourceHash(copy)).not.toBe(sourceHash());
    } finally {
      rmSync(copy, { recursive: true });
    }
  });
});

describe('a package that was built anew', () => {
  const checkedIn: BuildRecord = {
    sha256: 'sources',
    files: { 'a.wasm': '1', 'a.js': '2' },
    tools: 'rustc 1',
  };
  const told: string[] = [];
  const compared = (rebuilt: Partial<BuildRecord>): string | undefined =>
    difference(checkedIn, { ...checkedIn, ...rebuilt }, (sentence) => told.push(sentence));

  it('has the same bytes, where the same tools built it', () => {
    expect(compared({})).toBeUndefined();
    expect(compared({ files: { 'a.wasm': '0', 'a.js': '2' } })).toMatch(/other bytes .*: a\.wasm$/);
    expect(compared({ sha256: 'other' })).toMatch(/other sources/);
    expect(told).toEqual([]);
  });

  it('is not compared where other tools built it, and that is said', () => {
    expect(compared({ files: { 'a.wasm': '0', 'a.js': '2' }, tools: 'rustc 2' })).toBeUndefined();
    expect(told).toEqual(['bytes were not compared: rustc 2 built it here, rustc 1 what is checked in']);
  });
});
