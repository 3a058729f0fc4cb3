import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { examine, verdictOn, type ExamineOptions, type Finding } from '@rookery/cli-doctor';
import { childEnvironment } from '@rookery/shared-runtime';
import { CHECK_VARIABLES } from '@rookery/shared-server';
import type { CommandContext } from '../command-context.ts';
import { serviceMain } from '../platform/service-process.ts';
import { SERVICE_NAMES, type ServiceName } from '../platform/service-names.ts';
import { killedPlatform, readPlatformState } from '../platform/state-file.ts';
import { credentialsFor } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';

const MARKS: Readonly<Record<Finding['state'], string>> = {
  ok: 'ok',
  warning: 'warning',
  broken: 'BROKEN',
  off: 'off',
  unknown: 'unknown',
};

type DoctorOptions = Pick<ExamineOptions, 'databaseUrl' | 'collector' | 'ports'>;

/** `rookery doctor`: what is up, what is not, why, and what to do. Starts nothing. */
export async function doctor(context: CommandContext, options: DoctorOptions): Promise<number> {
  const { dataFolder, embedder } = context;
  const platform = await platformOf(context);
  const findings = await examine({
    ...options,
    dataFolder,
    credentials: credentialsFor(context, platform?.secret),
    embedder,
    platform,
    killed: await killedPlatform(dataFolder),
    checkVariables: variablesOfServices,
    logOf: (service) => join(dataFolder, 'logs', `${logName(service)}.log`),
  });
  const verdict = verdictOn(findings);
  if (context.json) context.print(JSON.stringify({ verdict, findings }));
  else {
    const widest = Math.max(...findings.map(({ check }) => check.length));
    for (const { check, state, says, todo } of findings) {
      const line = `${MARKS[state].padEnd(7)}  ${check.padEnd(widest)}  ${says}`;
      context.print(todo === '' ? line : `${line}; ${todo}`);
    }
  }
  if (verdict === 'broken') return EXIT.failed;
  return verdict === 'well' ? EXIT.ok : EXIT.unavailable;
}

async function platformOf({
  address,
  dataFolder,
}: CommandContext): Promise<{ address: string; isHere: boolean; secret?: string | undefined } | undefined> {
  if (address !== undefined) return { address, isHere: false };
  const state = await readPlatformState(dataFolder);
  return state === undefined ? undefined : { address: state.address, isHere: true, secret: state.secret };
}

/** The gateway names workers by their ids. */
const logName = (service: string): string =>
  service.startsWith('inference worker') ? 'inference-worker' : service;

async function variablesOfServices(): Promise<ReadonlyMap<string, string | undefined>> {
  return new Map(
    await Promise.all(SERVICE_NAMES.map(async (name) => [name, await complaintOf(name)] as const)),
  );
}

/** Each service reads its own variables: nobody else knows what it allows. */
function complaintOf(name: ServiceName): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const service = spawn(process.execPath, [serviceMain(name), CHECK_VARIABLES], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: childEnvironment({}),
    });
    let said = '';
    service.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    service.on('error', reject);
    service.on('close', (code) => resolve(code === 0 ? undefined : said));
  });
}
