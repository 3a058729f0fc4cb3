import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examine, verdictOn, type ExamineOptions, type Finding } from '@rookery/cli-doctor';
import { childEnvironment } from '@rookery/shared-runtime';
import { CHECK_VARIABLES, type CheckedMessage } from '@rookery/shared-server';
import type { CommandContext } from '../command-context.ts';
import { SERVICE_NAMES } from '../platform/service-names.ts';
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

const READ_VARIABLES = fileURLToPath(new URL('../platform/read-variables.ts', import.meta.url));

/** A service that does not come to speak of its variables has what the process wrote as its complaint. */
function variablesOfServices(): Promise<ReadonlyMap<string, string | undefined>> {
  return new Promise((resolve, reject) => {
    const services = spawn(process.execPath, [READ_VARIABLES, CHECK_VARIABLES], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: childEnvironment({}),
    });
    const complaints = new Map<string, string | undefined>();
    let said = '';
    services.on('message', ({ checked }: CheckedMessage) =>
      complaints.set(checked.service, checked.complaint),
    );
    services.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    services.on('error', reject);
    services.on('close', () => {
      resolve(
        new Map(SERVICE_NAMES.map((name) => [name, complaints.has(name) ? complaints.get(name) : said])),
      );
    });
  });
}
