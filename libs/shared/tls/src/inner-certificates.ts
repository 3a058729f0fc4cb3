import { ConfigError } from '@rookery/shared-runtime';
import { ownCertificates } from './tls-config.ts';
import type { Certificates } from './certificates.ts';

/**
 * What a port has that answers the platform's own processes alone: certificates at both ends, or none.
 * @throws ConfigError where there is a certificate to show, and nothing to know others by
 */
export function innerCertificates(): Certificates | undefined {
  const own = ownCertificates();
  if (own === undefined || !own.isOwn) return undefined;
  if (own.isMutual) return own;
  throw new ConfigError(
    'ROOKERY_TLS_CA_FILE is not set: a service behind the gateway knows the processes of its platform by the authority of their certificates',
  );
}
