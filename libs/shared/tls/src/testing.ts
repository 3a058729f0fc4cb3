import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import forge from 'node-forge';
import type { CertificateFiles } from './certificates.ts';

const DAY_MS = 86_400_000;

/** A certificate and its key, as PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** Where a process finds its own, and the authority's. */
export interface IssuedFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** An authority of a test's own. */
export interface Authority extends Disposable {
  /** As PEM. */
  readonly cert: string;
  /** A certificate for these names and addresses, at both ends of a connection. */
  issue(wish?: { readonly names?: readonly string[]; readonly days?: number }): Issued;
  /** The same, in files of its own. */
  files(wish?: Parameters<Authority['issue']>[0]): IssuedFiles;
  /** Puts another certificate where one is, as whoever renews them does. */
  renew(files: CertificateFiles, issued?: Issued): void;
}

export function authority(name = 'a test'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'rookery-certificates-'));
  const own = keyPair();
  // Keys take long to make, and two are enough to tell one from another.
  const keys = [keyPair(), keyPair()] as const;
  let issues = 0;
  const subject = [{ name: 'commonName', value: `authority of ${name} ${randomBytes(4).toString('hex')}` }];
  const cert = certificate({
    subject,
    issuer: subject,
    publicKey: own.publicKey,
    signedBy: own.privateKey,
    days: 2,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const issue: Authority['issue'] = ({ names = ['127.0.0.1', 'localhost'], days = 1 } = {}) => {
    const { publicKey, pem } = keys[issues++ % 2 === 0 ? 0 : 1];
    const issued = certificate({
      subject: [{ name: 'commonName', value: names[0] ?? 'nobody' }],
      issuer: subject,
      publicKey,
      signedBy: own.privateKey,
      days,
      extensions: [
        { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
        {
          name: 'subjectAltName',
          altNames: names.map((one) =>
            /^[\d.]+$/.test(one) ? { type: 7, ip: one } : { type: 2, value: one },
          ),
        },
      ],
    });
    return { cert: issued, key: pem };
  };
  let count = 0;
  const written = (issued: Issued): { certFile: string; keyFile: string } => {
    count += 1;
    const [certFile, keyFile] = [join(folder, `${count}.pem`), join(folder, `${count}.key`)];
    writeFileSync(certFile, issued.cert);
    writeFileSync(keyFile, issued.key, { mode: 0o600 });
    return { certFile, keyFile };
  };
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, cert);
  return {
    cert,
    issue,
    files: (wish) => ({ ...written(issue(wish)), caFile }),
    renew: (files, issued = issue()) => {
      const fresh = written(issued);
      if (files.keyFile !== undefined) renameSync(fresh.keyFile, files.keyFile);
      if (files.certFile !== undefined) renameSync(fresh.certFile, files.certFile);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Made by Node, which is faster at it. */
function keyPair() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return {
    pem,
    privateKey,
    publicKey: forge.pki.publicKeyFromPem(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  };
}

interface Wish {
  readonly subject: forge.pki.CertificateField[];
  readonly issuer: forge.pki.CertificateField[];
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly signedBy: KeyObject;
  readonly days: number;
  readonly extensions: object[];
}

function certificate({ subject, issuer, publicKey, signedBy, days, extensions }: Wish): string {
  const made = forge.pki.createCertificate();
  made.publicKey = publicKey;
  // Positive, as a serial number has to be.
  made.serialNumber = `01${randomBytes(8).toString('hex')}`;
  made.validity.notBefore = new Date(Date.now() - 2 * DAY_MS);
  made.validity.notAfter = new Date(Date.now() + days * DAY_MS);
  made.setSubject(subject);
  made.setIssuer(issuer);
  made.setExtensions(extensions);
  // Signed by Node too: the bytes are there when the key is asked.
  const signing = {
    sign: () =>
      sign(
        'sha256',
        Buffer.from(forge.asn1.toDer(made.tbsCertificate).getBytes(), 'binary'),
        signedBy,
      ).toString('binary'),
  };
  made.sign(signing as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(made);
}
