import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { ConfigError } from '@rookery/shared-runtime';

/** How often the files are looked at, in milliseconds. */
export const LOOK_EVERY_MS = 5_000;
const LARGEST_FILE = 1024 * 1024;
/** The oldest version that is spoken, at both ends. */
export const OLDEST_TLS = 'TLSv1.2';

/** Where a process's certificates are, as its variables name them. All are PEM. */
export interface CertificateFiles {
  /** ROOKERY_TLS_CERT_FILE: its own certificate, and those between it and its authority. */
  readonly certFile?: string | undefined;
  /** ROOKERY_TLS_KEY_FILE: the key of the first of these. */
  readonly keyFile?: string | undefined;
  /** ROOKERY_TLS_CA_FILE: the authorities whose certificates are taken. */
  readonly caFile?: string | undefined;
  /** ROOKERY_TLS_NAME: the name that is looked for in certificates of those who are called, instead of the one they are called by. */
  readonly name?: string | undefined;
}

/** What a connection is made with. */
export interface Contents {
  readonly cert?: Buffer | undefined;
  readonly key?: Buffer | undefined;
  readonly ca?: Buffer | undefined;
}

interface CertificatesLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/**
 * The certificates of a process, read from files and read again when they change: connections that are made from then on have the new ones, and
 * those that are there go on. A renewal that cannot be used (half written, a key of another certificate) is said in the log, and what was
 * there before stays.
 */
export class Certificates {
  readonly name: string | undefined;
  readonly #files: CertificateFiles;
  readonly #log: CertificatesLog | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #watch: NodeJS.Timeout;
  #contents: Contents;
  #context: SecureContext | undefined;
  #complained = '';

  /** @throws ConfigError that names the variable and its file */
  constructor(files: CertificateFiles, log?: CertificatesLog, lookEveryMs = LOOK_EVERY_MS) {
    this.name = files.name;
    this.#files = files;
    this.#log = log;
    this.#contents = read(files);
    this.#watch = setInterval(() => this.#look(), lookEveryMs).unref();
  }

  /** It has a certificate of its own to show. */
  get isOwn(): boolean {
    return this.#contents.cert !== undefined;
  }

  /** Both ends show a certificate. */
  get isMutual(): boolean {
    return this.isOwn && this.#contents.ca !== undefined;
  }

  get contents(): Contents {
    return this.#contents;
  }

  /** For a connection to somebody else. */
  get context(): SecureContext {
    this.#context ??= createSecureContext({ ...this.#contents, minVersion: OLDEST_TLS });
    return this.#context;
  }

  /** @returns ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    clearInterval(this.#watch);
  }

  #look(): void {
    let found: Contents;
    try {
      found = read(this.#files);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (why !== this.#complained) this.#log?.warn({ why }, 'TLS: renewed certificates cannot be used');
      this.#complained = why;
      return;
    }
    this.#complained = '';
    if (isSame(found, this.#contents)) return;
    this.#contents = found;
    this.#context = undefined;
    this.#log?.info({}, 'TLS: certificates were renewed');
    for (const listener of this.#listeners) listener();
  }
}

function read({ certFile, keyFile, caFile }: CertificateFiles): Contents {
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const [is, isNot] =
      certFile === undefined
        ? ['ROOKERY_TLS_KEY_FILE', 'ROOKERY_TLS_CERT_FILE']
        : ['ROOKERY_TLS_CERT_FILE', 'ROOKERY_TLS_KEY_FILE'];
    throw new ConfigError(`${is} is set, and ${isNot} is not: a certificate and its key go together`);
  }
  const cert = pem('ROOKERY_TLS_CERT_FILE', certFile, 'CERTIFICATE');
  const key = pem('ROOKERY_TLS_KEY_FILE', keyFile, 'PRIVATE KEY');
  const ca = pem('ROOKERY_TLS_CA_FILE', caFile, 'CERTIFICATE');
  checkDates('ROOKERY_TLS_CERT_FILE', certFile, cert);
  try {
    createSecureContext({ cert, key, ca });
  } catch {
    throw new ConfigError(
      `ROOKERY_TLS_KEY_FILE is ${JSON.stringify(keyFile)}: it holds no key of the certificate in ROOKERY_TLS_CERT_FILE (${certFile}), or one that needs a password`,
    );
  }
  return { cert, key, ca };
}

/** The file's bytes, of which no word is repeated: one of them is a secret. */
function pem(variable: string, file: string | undefined, holds: string): Buffer | undefined {
  if (file === undefined) return undefined;
  const wrong = (why: string): ConfigError =>
    new ConfigError(`${variable} is ${JSON.stringify(file)}: ${why}`);
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw wrong(`the file cannot be read (${String((error as { code?: unknown }).code)})`);
  }
  if (bytes.length > LARGEST_FILE) throw wrong(`has ${bytes.length} bytes, more than ${LARGEST_FILE}`);
  if (!bytes.includes(`${holds}-----`)) throw wrong(`holds no ${holds} in PEM`);
  return bytes;
}

function checkDates(variable: string, file: string | undefined, cert: Buffer | undefined): void {
  if (cert === undefined) return;
  const wrong = (why: string): ConfigError =>
    new ConfigError(`${variable} is ${JSON.stringify(file)}: ${why}`);
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    throw wrong('holds no certificate that can be read');
  }
  if (certificate.validToDate.getTime() <= Date.now()) {
    throw wrong(`the certificate ended at ${certificate.validToDate.toISOString()}`);
  }
}

const isSame = (one: Contents, other: Contents): boolean =>
  (['cert', 'key', 'ca'] as const).every((part) => {
    const [mine, yours] = [one[part], other[part]];
    return mine === undefined || yours === undefined ? mine === yours : mine.equals(yours);
  });
