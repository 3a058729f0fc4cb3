import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Certificates, LOOK_EVERY_MS, type CertificateFiles } from './certificates.ts';
import { authority } from './testing.ts';

const ours = authority();
const folder = mkdtempSync(join(tmpdir(), 'rookery-certificates-spec-'));
afterAll(() => {
  ours[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function refusal(files: CertificateFiles): string {
  try {
    new Certificates(files).close();
    return 'taken';
  } catch (error) {
    return String(error);
  }
}

describe('certificates', () => {
  it('are looked at as often as docs/security.md says', () => {
    const page = readFileSync(new URL('../../../../docs/security.md', import.meta.url), 'utf8');
    expect([LOOK_EVERY_MS, page.includes('The files are looked at every five seconds')]).toEqual([
      5_000,
      true,
    ]);
  });

  it('say which file is wrong, and why, and repeat nothing of it', () => {
    const { certFile, keyFile, caFile } = ours.files();
    const good = { certFile, keyFile, caFile };
    expect(refusal(good)).toBe('taken');
    const canary = file('canary', 'canary');
    const cases: readonly (readonly [CertificateFiles, RegExp])[] = [
      [{ certFile }, /ROOKERY_TLS_CERT_FILE is set, and ROOKERY_TLS_KEY_FILE is not/],
      [{ keyFile }, /ROOKERY_TLS_KEY_FILE is set, and ROOKERY_TLS_CERT_FILE is not/],
      [{ ...good, keyFile: join(folder, 'none') }, /ROOKERY_TLS_KEY_FILE is ".*none": .*ENOENT/],
      [{ ...good, caFile: folder }, /ROOKERY_TLS_CA_FILE is ".*": .*EISDIR/],
      [{ ...good, keyFile: canary }, /ROOKERY_TLS_KEY_FILE is ".*": holds no PRIVATE KEY in PEM/],
      [{ ...good, certFile: canary }, /ROOKERY_TLS_CERT_FILE is ".*": holds no CERTIFICATE in PEM/],
      [{ ...good, certFile: keyFile }, /ROOKERY_TLS_CERT_FILE is ".*": holds no CERTIFICATE in PEM/],
      [
        { ...good, keyFile: ours.files().keyFile },
        /ROOKERY_TLS_KEY_FILE is ".*": it holds no key of the certificate/,
      ],
      [ours.files({ days: -1 }), /ROOKERY_TLS_CERT_FILE is ".*": the certificate ended at \d{4}-/],
      [
        { caFile: file('large', 'x'.repeat(2 ** 20 + 1)) },
        /ROOKERY_TLS_CA_FILE is ".*": has \d+ bytes, more than/,
      ],
      [
        {
          ...good,
          certFile: file('torn', '-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----\n'),
        },
        /ROOKERY_TLS_CERT_FILE is ".*": holds no certificate that can be read/,
      ],
    ];
    for (const [files, says] of cases) {
      expect(refusal(files)).toMatch(says);
      expect(refusal(files)).not.toMatch(/: canary|ncanary/);
    }
  });

  it('tell whoever listens of a renewal, and keep what is there while one cannot be used', async () => {
    const files = ours.files();
    const said: string[] = [];
    const log = {
      info: (_: object, line: string) => said.push(line),
      warn: (_: object, line: string) => said.push(line),
    };
    const certificates = new Certificates(files, log, 5);
    const first = certificates.contents.cert?.toString();
    let told = 0;
    certificates.onChange(() => (told += 1));
    ours.renew({ keyFile: files.keyFile });
    while (said.length === 0) await pause(5);
    expect([told, certificates.contents.cert?.toString()]).toEqual([0, first]);
    ours.renew(files);
    while (told === 0) await pause(5);
    certificates.close();
    expect(certificates.contents.cert?.toString()).not.toBe(first);
    // Once, though it looked many times.
    expect(said).toEqual(['TLS: renewed certificates cannot be used', 'TLS: certificates were renewed']);
  });
});
