import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { readCrates } from './crates.ts';
import { fileText, lockedPackages } from './lock.ts';
import type { Bom } from './whole-sbom.ts';

it('the bill of materials holds every package and every crate, each with its hash and its licence', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  try {
    const file = join(folder, 'sbom.json');
    execFileSync(process.execPath, ['tools/supply-chain/sbom.ts', file]);
    const bom = JSON.parse(readFileSync(file, 'utf8')) as Bom & { bomFormat: string };
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      metadata: { component: { name: 'rookery' } },
    });
    // Under an alias npm calls a package as it is called here, so that its hash tells what it is.
    const byHash = new Map(bom.components.map((one) => [one.hashes?.[0]?.content, one]));
    const hex = (integrity = ''): string =>
      Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    const hashes = [
      ...lockedPackages(fileText('package-lock.json')).map(({ integrity }) => hex(integrity)),
      ...readCrates().map(({ checksum }) => checksum),
    ];
    expect(hashes.length).toBeGreaterThan(500);
    expect(hashes.filter((hash) => byHash.get(hash)?.licenses?.length !== 1)).toEqual([]);
    const refs = new Set(bom.dependencies.map(({ ref }) => ref));
    expect(
      bom.dependencies.flatMap(({ dependsOn = [] }) => dependsOn).filter((ref) => !refs.has(ref)),
    ).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 240_000);
