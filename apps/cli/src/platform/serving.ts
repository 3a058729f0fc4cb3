import type { IncomingMessage } from 'node:http';
import { checkServerIdentity, type PeerCertificate } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { ownCertificates } from '@rookery/shared-tls';
import { connect, servingCheck, type ReadinessCheck } from '@rookery/shared-transport';

const POLL_MS = 150;

/** Resolves when the gateway at `address` says that the whole platform serves; rejects when `signal` aborts. */
export async function platformServing(address: string, signal: AbortSignal): Promise<void> {
  const channel = connect(address);
  try {
    const check = servingCheck(channel, '');
    for (;;) {
      signal.throwIfAborted();
      if (await serves(check, signal)) return;
      await pause(POLL_MS, undefined, { signal });
    }
  } finally {
    channel.close();
  }
}

/** Resolves when the chat service at `address` says that it serves; rejects when `signal` aborts. */
export async function chatServing(address: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    // Not listening yet is as good as not serving.
    if (await answers(address, signal)) return;
    await pause(POLL_MS, undefined, { signal });
  }
}

/** By HTTPS where the processes of this machine have certificates; what is asked there is no secret. */
async function answers(address: string, signal: AbortSignal): Promise<boolean> {
  // Most commands never ask the chat service, and these bring all of fetch.
  const [{ get }, { get: getSecurely }] = await Promise.all([import('node:http'), import('node:https')]);
  const certificates = ownCertificates();
  const url = `${chatScheme()}://${address}/health`;
  return new Promise((resolve) => {
    const given = (response: IncomingMessage): void => {
      response.resume();
      resolve(response.statusCode === 200);
    };
    const request =
      certificates?.isOwn === true
        ? getSecurely(url, { signal, ca: certificates.contents.ca, ...named(certificates.name) }, given)
        : get(url, { signal }, given);
    request.on('error', () => resolve(false));
  });
}

const named = (name: string | undefined): object =>
  name === undefined
    ? {}
    : { checkServerIdentity: (_: string, held: PeerCertificate) => checkServerIdentity(name, held) };

/** How the chat service of a platform is called that this process starts. */
export const chatScheme = (): 'http' | 'https' => (ownCertificates()?.isOwn === true ? 'https' : 'http');

/** Asks once. */
export async function servesNow(address: string, signal: AbortSignal): Promise<boolean> {
  const channel = connect(address);
  try {
    return await serves(servingCheck(channel, ''), signal);
  } finally {
    channel.close();
  }
}

async function serves(check: ReadinessCheck, signal: AbortSignal): Promise<boolean> {
  try {
    await check.check(signal);
    return true;
  } catch {
    return false; // Not reachable or not serving yet: the caller asks again.
  }
}
