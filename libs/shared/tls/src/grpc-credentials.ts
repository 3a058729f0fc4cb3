import { ChannelCredentials, experimental, type ServerCredentials } from '@grpc/grpc-js';
import type { Certificates } from './certificates.ts';

type Provider = Parameters<typeof experimental.createCertificateProviderChannelCredentials>[0];
type AuthorityListener = Parameters<Provider['addCaCertificateListener']>[0];
type IdentityListener = Parameters<Provider['addIdentityCertificateListener']>[0];

const providers = new WeakMap<Certificates, Provider>();

/**
 * Certificates as grpc-js takes them, which makes connections with those that it was told of last. Its own reader of files tells of a
 * certificate and a key that it read at different moments, and of none where a file was gone for one.
 */
function providerOf(certificates: Certificates): Provider {
  const known = providers.get(certificates);
  if (known !== undefined) return known;
  const authorities = new Map<AuthorityListener, () => void>();
  const identities = new Map<IdentityListener, () => void>();
  const listenTo = <Listener>(all: Map<Listener, () => void>, listener: Listener, tell: () => void): void => {
    // As its own does: whoever listens is not ready yet.
    process.nextTick(tell);
    all.set(listener, certificates.onChange(tell));
  };
  const forget = <Listener>(all: Map<Listener, () => void>, listener: Listener): void => {
    all.get(listener)?.();
    all.delete(listener);
  };
  const provider: Provider = {
    addCaCertificateListener: (listener) =>
      listenTo(authorities, listener, () => {
        const { ca } = certificates.contents;
        listener(ca === undefined ? null : { caCertificate: ca });
      }),
    removeCaCertificateListener: (listener) => forget(authorities, listener),
    addIdentityCertificateListener: (listener) =>
      listenTo(identities, listener, () => {
        const { cert, key } = certificates.contents;
        listener(cert === undefined || key === undefined ? null : { certificate: cert, privateKey: key });
      }),
    removeIdentityCertificateListener: (listener) => forget(identities, listener),
  };
  providers.set(certificates, provider);
  return provider;
}

/** For a port that answers nobody without a certificate of the platform's authority. */
export function mutualServerCredentials(certificates: Certificates): ServerCredentials {
  const provider = providerOf(certificates);
  return experimental.createCertificateProviderServerCredentials(provider, provider, true);
}

/** For a channel; without an authority of our own those that Node knows are taken. */
export function channelCredentials(certificates: Certificates | undefined): ChannelCredentials {
  if (certificates?.contents.ca === undefined) return ChannelCredentials.createSsl();
  const provider = providerOf(certificates);
  return experimental.createCertificateProviderChannelCredentials(
    provider,
    certificates.isOwn ? provider : null,
  );
}
