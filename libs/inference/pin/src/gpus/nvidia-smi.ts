import { execFile } from 'node:child_process';
import { childEnvironment } from '@rookery/shared-runtime';
import type { FoundGpus } from './gpu.ts';
import { readSmiList, readSmiTable, SMI_FIELDS, sliceOf, type SmiGpu, wholeGpu } from './smi-output.ts';
import { visibleDevices, type Device } from './visible-devices.ts';

/** A driver that nobody has used for a while takes seconds to wake. Milliseconds. */
const RUN_MS = 20_000;
/** What is printed beyond is no list of GPUs, in bytes. */
const MOST_OUTPUT = 1024 * 1024;

/**
 * Asks `nvidia-smi`, as PATH has it. It prints what NVML says, which is all that is asked for here.
 * @param visible the value of CUDA_VISIBLE_DEVICES
 */
export async function gpusBySmi(visible: string | undefined, signal: AbortSignal): Promise<FoundGpus> {
  const table = await firstTable(signal);
  if (typeof table === 'string') return { gpus: [], source: undefined, why: table };
  if (table.length === 0) return { gpus: [], source: 'nvidia-smi', why: 'nvidia-smi lists no GPU' };
  const slices = table.every(({ mig }) => mig === false)
    ? []
    : readSmiList((await run(['-L'], signal)).output);
  const devices = table.flatMap((gpu): Device[] => {
    const own = slices.filter(({ gpuUuid }) => gpuUuid === gpu.uuid);
    // Cut, but into nothing: there is nothing to run on.
    return own.length > 0
      ? own.map((slice) => ({ gpu, slice }))
      : gpu.mig === true
        ? []
        : [{ gpu, slice: undefined }];
  });
  const left = visibleDevices(devices, visible);
  if (left === undefined) {
    const why =
      'CUDA_VISIBLE_DEVICES has numbers of GPUs that are not alike, which CUDA may count in another order; name them by UUID';
    return { gpus: [], source: 'nvidia-smi', why };
  }
  const gpus = left.map(({ gpu, slice }) => (slice === undefined ? wholeGpu(gpu) : sliceOf(gpu, slice)));
  if (gpus.length > 0) return { gpus, source: 'nvidia-smi', why: '' };
  const why =
    devices.length === 0
      ? 'the GPUs are cut (MIG), and no slice was made'
      : `CUDA_VISIBLE_DEVICES (${visible ?? ''}) leaves none of ${devices.length}`;
  return { gpus, source: 'nvidia-smi', why };
}

/** The table of GPUs; or why there is none. */
async function firstTable(signal: AbortSignal): Promise<SmiGpu[] | string> {
  // Drivers from before there were slices refuse to be asked for them.
  for (const fields of [SMI_FIELDS, SMI_FIELDS.filter((field) => field !== 'mig.mode.current')]) {
    const { output, failed } = await run([`--query-gpu=${fields.join(',')}`, '--format=csv'], signal);
    if (failed === 'ENOENT') return 'there is no nvidia-smi here';
    const table = failed === undefined ? readSmiTable(output) : undefined;
    if (table !== undefined) return table;
    if (/no devices were found/i.test(output)) return [];
    if (!/not a valid field/i.test(output)) return `nvidia-smi says: ${firstLine(output)}`;
  }
  return 'nvidia-smi does not know the fields that it is asked for';
}

function run(
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly output: string; readonly failed: string | undefined }> {
  return new Promise((resolve, reject) => {
    const options = {
      env: childEnvironment({}),
      signal,
      timeout: RUN_MS,
      maxBuffer: MOST_OUTPUT,
      encoding: 'utf8',
      killSignal: 'SIGKILL',
    } as const;
    execFile('nvidia-smi', args, options, (error, stdout, stderr) => {
      if (signal.aborted) reject(signal.reason as Error);
      else
        resolve({
          output: stdout.trim() === '' ? stderr : stdout,
          failed: error === null ? undefined : String(error.code ?? error.signal),
        });
    });
  });
}

const SHOWN = 200;

function firstLine(output: string): string {
  const line = output
    .split('\n')
    .find((one) => one.trim() !== '')
    ?.trim()
    .slice(0, SHOWN);
  return line ?? 'nothing, or not in time';
}
