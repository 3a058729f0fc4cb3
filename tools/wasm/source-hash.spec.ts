import { describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagedHash, sourceHash, WORKSPACE } from './source-hash.ts';

describe('the checked-in WebAssembly package', () => {
  it('was built from the sources beside it (else run: npm run build:wasm)', () => {
    expect(packagedHash()).toBe(sourceHash());
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
