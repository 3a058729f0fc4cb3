import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readCrates, wrongCrates, type Crate } from './crates.ts';
import { readScripts, wrongAllowances, wrongScripts, type ReadScripts } from './install-scripts.ts';
import { wrongLicences } from './licences.ts';
import { fileText, lockedPackages, type LockedPackage } from './lock.ts';
import { wrongOrigins } from './origins.ts';
import { missingForOthers } from './platforms.ts';
import { installScriptOf } from './script-contents.ts';

const root = mkdtempSync(join(tmpdir(), 'supply-chain-'));
afterAll(() => rmSync(root, { recursive: true }));

const HASH = `sha512-${'A'.repeat(86)}==`;
const GOOD: LockedPackage = {
  folder: 'node_modules/good',
  name: 'good',
  version: '1.2.3',
  license: 'MIT',
  integrity: HASH,
  resolved: undefined,
  hasInstallScript: false,
  optional: [],
};

/** An installed package with these files. */
function installed(name: string, files: Readonly<Record<string, string>>): LockedPackage {
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, 'node_modules', name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return { ...GOOD, folder: `node_modules/${name}`, name };
}

describe('this repository', () => {
  const packages = lockedPackages(fileText('package-lock.json'));

  it('has packages of the registry alone, each with its hash, under licences of the list', () => {
    expect(packages.length).toBeGreaterThan(500);
    expect(wrongOrigins(packages)).toEqual([]);
    expect(missingForOthers(packages)).toEqual([]);
    expect(wrongLicences([...packages, ...readCrates()])).toEqual([]);
    expect(wrongCrates(readCrates(), fileText('planner-wasm/Cargo.lock'))).toEqual([]);
  });

  it('runs no install script that nobody has read, and npm is told which ones it may', () => {
    const { allowScripts } = JSON.parse(fileText('package.json')) as {
      allowScripts: Record<string, boolean>;
    };
    expect(wrongScripts(packages, readScripts(), process.cwd())).toEqual([]);
    expect(wrongAllowances(allowScripts, readScripts())).toEqual([]);
    for (const { why } of Object.values(readScripts())) expect(why.length).toBeGreaterThan(20);
  });
});

describe('a package', () => {
  it('is missing where it is for other machines, and the lock was made on this one', () => {
    const database = { ...GOOD, name: 'database', optional: ['database-here', 'database-there'] };
    const here = { ...GOOD, name: 'database-here' };
    expect(missingForOthers([database, here])).toEqual([
      'database-there, which database takes on its machine, is not in package-lock.json',
    ]);
    expect(missingForOthers([database, here, { ...GOOD, name: 'database-there' }])).toEqual([]);
  });

  it.each<[string, Partial<LockedPackage>, RegExp]>([
    ['of a repository', { resolved: 'git+ssh://git@example.org/x.git#abc' }, /comes from git\+ssh/],
    ['of an address', { resolved: 'https://example.org/good-1.2.3.tgz' }, /comes from https/],
    ['of a folder', { version: 'file:../x' }, /none of a registry/],
    ['without a hash', { integrity: undefined }, /has no hash/],
    ['with a hash that can be forged', { integrity: 'sha1-AAAA' }, /no SHA-512/],
  ])('%s is found', (_, bad, says) => {
    expect(wrongOrigins([GOOD])).toEqual([]);
    expect(wrongOrigins([{ ...GOOD, ...bad }])).toEqual([expect.stringMatching(says)]);
  });

  it.each([
    ['GPL-3.0-only', /not on the list/],
    ['MIT AND GPL-3.0-only', /not on the list/],
    ['(MIT OR Apache-2.0) AND SSPL-1.0', /not on the list/],
    ['UNLICENSED', /no expression of SPDX/],
    ['SEE LICENSE IN README.md AND LICENSE', /no expression of SPDX/],
    ['', /does not say/],
  ])('under %j is found', (license, says) => {
    expect(wrongLicences([{ ...GOOD, license }])).toEqual([expect.stringMatching(says)]);
  });

  it.each(['MIT', '(BSD-3-Clause OR GPL-2.0)', 'Apache-2.0 WITH LLVM-exception OR MIT', '(MIT AND Zlib)'])(
    'under %j may be used',
    (license) => {
      expect(wrongLicences([{ ...GOOD, license }])).toEqual([]);
    },
  );
});

describe('an install script', () => {
  const manifest = (scripts: object): string => JSON.stringify({ name: 'x', version: '1.2.3', scripts });
  const read = (name: string, sha256: string): ReadScripts => ({
    [name]: { runs: true, why: 'a test', version: '1.2.3', sha256 },
  });
  const FILES = {
    'package.json': manifest({ postinstall: 'node lib/install' }),
    'lib/install.js': "require('./fetch');",
    'lib/fetch.js': "console.log('harmless');",
    'lib/other.js': '// not run',
  };
  const hashOf = ({ folder }: LockedPackage): string => installScriptOf(join(root, folder))?.sha256 ?? 'none';

  it('that nobody has read is found, whatever the lock file says of it', () => {
    const one = installed('unread', FILES);
    expect(wrongScripts([one], {}, root)).toEqual([
      'unread 1.2.3 has an install script that nobody has read: {"postinstall":"node lib/install"}',
    ]);
    expect(wrongScripts([one], read('unread', hashOf(one)), root)).toEqual([]);
  });

  it.each([
    ['its command', 'package.json', manifest({ postinstall: 'node lib/install --fast' })],
    ['the file that it runs', 'lib/install.js', "require('./fetch'); process.exit(0);"],
    ['a file that this one loads', 'lib/fetch.js', "console.log('not harmless');"],
  ])('is another one with %s', (_, file, text) => {
    const before = installed('changed', FILES);
    const known = read('changed', hashOf(before));
    const after = installed('changed', { [file]: text });
    expect(wrongScripts([after], known, root)).toEqual([
      expect.stringMatching(/^changed 1\.2\.3 has another install script than the one that was read/),
    ]);
  });

  it('is the same with other files that it does not run', () => {
    const before = hashOf(installed('same', FILES));
    expect(hashOf(installed('same', { 'lib/other.js': '// still not' }))).toBe(before);
  });

  it('is what compiles a package, where nothing else is said', () => {
    const one = installed('compiles', { 'package.json': manifest({}), 'binding.gyp': '{}' });
    expect(wrongScripts([one], {}, root)).toEqual([expect.stringMatching(/node-gyp rebuild/)]);
    const none = installed('plain', { 'package.json': manifest({ test: 'x' }) });
    expect(wrongScripts([none], {}, root)).toEqual([]);
  });

  it('of a package for another machine has to be of the version that was read', () => {
    const elsewhere = {
      ...GOOD,
      name: 'elsewhere',
      folder: 'node_modules/elsewhere',
      hasInstallScript: true,
    };
    expect(wrongScripts([elsewhere], read('elsewhere', 'x'), root)).toEqual([]);
    expect(wrongScripts([{ ...elsewhere, version: '1.2.4' }], read('elsewhere', 'x'), root)).toEqual([
      'elsewhere 1.2.4 has an install script that was read in 1.2.3',
    ]);
    expect(wrongScripts([elsewhere], {}, root)).toEqual([expect.stringMatching(/nobody has read/)]);
  });

  it('has to be allowed in the one place where npm looks', () => {
    expect(wrongAllowances({ a: true }, read('a', 'x'))).toEqual([]);
    expect(wrongAllowances({ a: false, b: true }, read('a', 'x'))).toHaveLength(2);
    expect(wrongScripts([], read('gone', 'x'), root)).toEqual([expect.stringMatching(/no package any more/)]);
  });
});

describe('a crate', () => {
  const crate: Crate = { name: 'c', version: '1.0.0', license: 'MIT', checksum: 'aa' };
  const lock = (source: string, checksum: string): string =>
    `[[package]]\nname = "ours"\nversion = "0.1.0"\n\n[[package]]\nname = "c"\nversion = "1.0.0"\nsource = "${source}"\nchecksum = "${checksum}"\n`;
  const registry = 'registry+https://example.org/index';

  it.each([
    ['of a repository', [crate], lock('git+https://example.org/c', 'aa'), /comes from git/],
    ['that is another one', [crate], lock(registry, 'bb'), /is another one/],
    ['that nobody has looked at', [], lock(registry, 'aa'), /is not in tools/],
    [
      'that is not used any more',
      [crate, { ...crate, name: 'd' }],
      lock(registry, 'aa'),
      /not in Cargo\.lock/,
    ],
  ])('%s is found', (_, crates, text, says) => {
    expect(wrongCrates([crate], lock(registry, 'aa'))).toEqual([]);
    expect(wrongCrates(crates, text)).toEqual([expect.stringMatching(says)]);
  });
});
