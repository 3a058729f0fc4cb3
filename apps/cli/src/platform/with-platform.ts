import { Rookery, type Agent } from '@rookery/shared-client';
import {
  credentialHeaders,
  type ContractService,
  type Credentials,
  type TypedClient,
} from '@rookery/shared-transport';
import { RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { servesNow } from './serving.ts';
import { readPlatformState } from './state-file.ts';
import { withoutEffect, type VariablePrints } from './without-effect.ts';

const PROBE_MS = 5_000;

/** A way to the platform's gateway. */
export interface PlatformConnection {
  /** True when the platform lives only as long as this command. */
  readonly temporary: boolean;
  /** Its gateway, `host:port`. */
  readonly address: string;
  /** Metadata that calls need, such as an API key. */
  readonly headers: Readonly<Record<string, string>>;
  /** A typed client of one of its services. */
  client<Definition extends ContractService>(definition: Definition): TypedClient<Definition>;
  /** Its agent. */
  readonly agent: Agent;
}

/**
 * Runs `work` with a connection to the platform: the one at ROOKERY_ADDRESS, else the one that runs on this data folder, else
 * one that lives just as long as the work.
 */
export async function withPlatform<T>(
  context: CommandContext,
  work: (platform: PlatformConnection) => Promise<T>,
): Promise<T> {
  const running = await runningPlatform(context);
  if (running !== undefined) {
    return connected(running.address, { temporary: false, ...credentialsFor(context, running.secret) }, work);
  }
  // Only who finds no platform needs what starts one.
  const [{ prepareEmbedder }, { startPlatform }] = await Promise.all([
    import('./fetch-embedder.ts'),
    import('./start-platform.ts'),
  ]);
  await prepareEmbedder(context);
  context.note(`starting the platform (data in ${context.dataFolder}) ...`);
  const platform = await startPlatform({
    dataFolder: context.dataFolder,
    gatewayPort: 0,
    onNotice: context.note,
    signal: context.interrupted,
  });
  try {
    return await connected(
      platform.address,
      { temporary: true, ...credentialsFor(context, platform.secret) },
      work,
    );
  } finally {
    await platform.close();
  }
}

/** A key that was given decides who calls; without one, whoever may read the data folder calls as the platform itself. */
export function credentialsFor({ apiKey }: CommandContext, secret: string | undefined): Credentials {
  return apiKey === undefined ? { secret } : { apiKey };
}

interface Running {
  readonly address: string;
  readonly secret?: string | undefined;
}

async function runningPlatform(context: CommandContext): Promise<Running | undefined> {
  const probe = (): AbortSignal => AbortSignal.any([context.interrupted, AbortSignal.timeout(PROBE_MS)]);
  if (context.address !== undefined) {
    if (await servesNow(context.address, probe())) {
      sayWithoutEffect(context, context.address, undefined);
      return { address: context.address };
    }
    throw new RookeryError(
      'UNAVAILABLE',
      `ROOKERY_ADDRESS: no platform serves at ${context.address}; start one with \`rookery up\`, or unset the variable`,
    );
  }
  const state = await readPlatformState(context.dataFolder);
  if (state === undefined) return undefined;
  if (!(await servesNow(state.address, probe()))) return undefined;
  if (state.variables !== undefined) sayWithoutEffect(context, state.address, state.variables);
  return state;
}

function sayWithoutEffect(
  context: CommandContext,
  address: string,
  started: VariablePrints | undefined,
): void {
  const words = withoutEffect(address, started);
  if (words !== undefined) context.note(words);
}

/** Runs `work` with a connection to the gateway at an address. */
export async function connected<T>(
  address: string,
  { temporary, apiKey, secret }: Credentials & { readonly temporary: boolean },
  work: (platform: PlatformConnection) => Promise<T>,
): Promise<T> {
  // Runs and library builds take as long as they take.
  const rookery = new Rookery({ address, apiKey, secret, timeoutMs: Infinity });
  const headers = credentialHeaders({ apiKey, secret });
  try {
    const { agent } = rookery;
    return await work({
      temporary,
      address,
      headers,
      agent,
      client: (definition) => rookery.service(definition),
    });
  } finally {
    rookery.close();
  }
}
