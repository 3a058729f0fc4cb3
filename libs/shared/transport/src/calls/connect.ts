import { createChannel, type Channel } from 'nice-grpc';
import { ownCertificates, targetOf, type Certificates } from '@rookery/shared-tls';
import { SECRET_KEY } from '@rookery/shared-runtime';
import { clientLimits, foreignLimits } from './connection-limits.ts';

/** What every call on a channel brings. */
export interface Credentials {
  /** For the gateway; see `gatewayKey`. */
  readonly apiKey?: string | undefined;
  /** Of the platform: shows that a process of it calls. */
  readonly secret?: string | undefined;
}

const headers = new WeakMap<Channel, Readonly<Record<string, string>>>();

/**
 * A channel to a service of the platform. It connects when it is first used, reconnects by itself, and must be closed
 * (`channel.close()`). Where the name leads to several addresses, calls go round them, and past those that are away.
 * @param address host:port, or a target of gRPC: `dns:///name:port`, `ipv4:10.0.0.1:7603,10.0.0.2:7603`. With `https://` before host:port by
 *   TLS, with `http://` without; else by TLS where there are certificates for both ends
 * @param credentials sent with every call of the clients made for this channel
 * @param certificates those of this process, unless others are meant
 */
export function connect(
  address: string,
  credentials: Credentials = {},
  certificates: Certificates | undefined = ownCertificates(),
): Channel {
  const { target, credentials: security, options } = targetOf(address, certificates);
  const channel = createChannel(target, security, { ...clientLimits, ...options });
  headers.set(channel, credentialHeaders(credentials));
  return channel;
}

/**
 * The same to a server of others, who may allow few pings: one that vanishes without a word is noticed by them only after
 * six minutes, so every call on it needs a limit in time.
 */
export function connectToForeign(address: string): Channel {
  return createChannel(address, undefined, foreignLimits);
}

/** Credentials as metadata. */
export function credentialHeaders({ apiKey, secret }: Credentials): Record<string, string> {
  return {
    ...(apiKey !== undefined && { 'x-api-key': apiKey }),
    ...(secret !== undefined && { [SECRET_KEY]: secret }),
  };
}

/** The platform's secret that calls on a channel bring, if they do. */
export function secretOf(channel: Channel): string | undefined {
  return headers.get(channel)?.[SECRET_KEY];
}

/** The metadata of every call on a channel. */
export function channelHeaders(channel: Channel): Readonly<Record<string, string>> {
  return headers.get(channel) ?? {};
}
