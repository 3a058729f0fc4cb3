import type { Credentials } from '@rookery/shared-transport';
import { checkCollector } from './collector.ts';
import type { Finding } from './finding.ts';
import { checkPlatform } from './platform.ts';
import { checkState } from './state.ts';
import { checkDataFolder, checkEmbedder, checkNode, checkPorts } from './this-machine.ts';
import { checkVariables, type CheckVariables } from './variables.ts';

export interface ExamineOptions {
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** ROOKERY_EMBEDDER */
  readonly embedder: string;
  /** Of a platform that is elsewhere (ROOKERY_ADDRESS), or that says it runs on the data folder. */
  readonly platform: { readonly address: string; readonly isHere: boolean } | undefined;
  /** Process of a platform that ran on the data folder and was killed. */
  readonly killed: number | undefined;
  /** By which the platform is asked; empty: by none. */
  readonly credentials: Credentials;
  /** OTEL_EXPORTER_OTLP_ENDPOINT; undefined: nothing is traced. */
  readonly collector: string | undefined;
  readonly checkVariables: CheckVariables;
  /** Ports that `rookery up` takes by itself. */
  readonly ports: readonly { readonly of: string; readonly port: number; readonly option: string }[];
  readonly logOf: (service: string) => string;
}

const NOTHING: Promise<readonly Finding[]> = Promise.resolve([]);

/** Looks at everything, starts nothing and changes nothing. Every finding is one line. */
export async function examine(options: ExamineOptions): Promise<Finding[]> {
  const { dataFolder, databaseUrl, platform, credentials } = options;
  // What belongs to a platform elsewhere is not on this machine to be looked at.
  const isHere = platform === undefined || platform.isHere;
  const looks = await Promise.all([
    isHere ? checkDataFolder(dataFolder) : NOTHING,
    isHere ? checkEmbedder(dataFolder, options.embedder).then((one) => [one]) : NOTHING,
    isHere || databaseUrl !== undefined
      ? checkState({ databaseUrl, dataFolder, isNeeded: platform !== undefined })
      : NOTHING,
    platform === undefined ? checkPorts(options.ports) : NOTHING,
    checkCollector(options.collector),
    checkPlatform({
      address: platform?.address,
      killed: options.killed,
      credentials,
      logOf: isHere ? options.logOf : undefined,
    }),
  ]);
  // Last and alone: it loads all that services load, and what a busy machine answers late is taken for a service that hangs.
  const variables = await checkVariables(options.checkVariables);
  return [checkNode(), ...variables, ...looks.flat()];
}

/** How all of it is: something is broken, or nothing runs, or it is well. */
export function verdictOn(findings: readonly Finding[]): 'well' | 'broken' | 'not running' {
  if (findings.some(({ state }) => state === 'broken')) return 'broken';
  return findings.some(({ check, state }) => check === 'gateway' && state === 'off') ? 'not running' : 'well';
}
