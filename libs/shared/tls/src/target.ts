import type { ChannelCredentials, ChannelOptions } from '@grpc/grpc-js';
import type { Certificates } from './certificates.ts';
import { channelCredentials } from './grpc-credentials.ts';
import { ownCertificates } from './tls-config.ts';

/** Where an address leads, and what a channel to it is made with. */
export interface Target {
  /** Without the scheme. */
  readonly target: string;
  /** undefined: without TLS. */
  readonly credentials: ChannelCredentials | undefined;
  readonly options: ChannelOptions;
}

/**
 * With `https://` before host:port an address is called by TLS, with `http://` without; else by TLS where there are certificates for both
 * ends.
 * @param certificates those of this process, unless others are meant
 */
export function targetOf(
  address: string,
  certificates: Certificates | undefined = ownCertificates(),
): Target {
  const [, scheme, target = address] = /^(https?):\/\/(.*)$/.exec(address) ?? [];
  const isSecure = scheme === undefined ? certificates?.isMutual === true : scheme === 'https';
  if (!isSecure) return { target, credentials: undefined, options: {} };
  const name = certificates?.name;
  return {
    target,
    credentials: channelCredentials(certificates),
    options: name === undefined ? {} : { 'grpc.ssl_target_name_override': name },
  };
}
