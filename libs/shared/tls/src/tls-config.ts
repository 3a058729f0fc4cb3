import { commonConfig, readConfig } from '@rookery/shared-runtime';
import { Certificates } from './certificates.ts';

const tlsConfig = commonConfig.pick({
  ROOKERY_TLS_CERT_FILE: true,
  ROOKERY_TLS_KEY_FILE: true,
  ROOKERY_TLS_CA_FILE: true,
  ROOKERY_TLS_NAME: true,
});

let current: Certificates | undefined;

/** The certificates of this process; undefined: it has none. */
export function ownCertificates(): Certificates | undefined {
  return current;
}

/**
 * Reads the certificates that this process's variables name, once at its start.
 * @throws ConfigError that names the variable and its file
 */
export function openCertificates(log?: ConstructorParameters<typeof Certificates>[1]): void {
  const config = readConfig(tlsConfig);
  const files = {
    certFile: config.ROOKERY_TLS_CERT_FILE,
    keyFile: config.ROOKERY_TLS_KEY_FILE,
    caFile: config.ROOKERY_TLS_CA_FILE,
    name: config.ROOKERY_TLS_NAME,
  };
  if (files.certFile === undefined && files.keyFile === undefined && files.caFile === undefined) return;
  current?.close();
  current = new Certificates(files, log);
}
