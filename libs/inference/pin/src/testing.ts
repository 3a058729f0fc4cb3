import { chmod, cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, 'fixtures');

/** Outputs of nvidia-smi, as machines of that kind give them: a folder of `fixtures/smi`. */
export type SmiOutputs =
  | 'one-a100'
  | 'one-a100-40gb'
  | 'eight-a100'
  | 'two-h100'
  | 'one-a100-mig-slice'
  | 'one-a100-cut-into-nothing'
  | 'one-l4'
  | 'no-devices'
  | 'no-driver'
  | 'old-driver'
  | 'unlike';

/** Labels of nodes, as the downward API writes them: a file of `fixtures/labels`. */
export type NodeLabels = 'eight-h100' | 'a100-slices' | 'a100-slices-beside-whole' | 'h100-shared' | 'no-gpu';

export const labelFile = (labels: NodeLabels): string => join(FIXTURES, 'labels', labels);

/** An executable `nvidia-smi` in a folder of its own. */
export interface FakeSmi {
  /** To stand at the beginning of PATH. */
  readonly folder: string;
  /** From now on it prints what another machine has. */
  shows(outputs: SmiOutputs): Promise<void>;
  remove(): Promise<void>;
}

// What it is asked for that its driver does not know, it refuses, as old ones do; each call is noted, so that tests can count them.
const PROGRAM = `#!/bin/sh
cd "$(dirname "$0")/outputs"
echo "$*" >> ../calls.txt
case "$1" in
  -L) cat list.txt ;;
  *mig.mode.current*) if [ -e refused.txt ]; then cat refused.txt; exit 2; fi; cat query.txt ;;
  --query-gpu=*) cat query.txt ;;
  *) echo "Invalid combination of input arguments. Please run 'nvidia-smi -h' for help."; exit 1 ;;
esac
[ -e status.txt ] && exit "$(cat status.txt)"
exit 0
`;

export async function fakeSmi(outputs: SmiOutputs): Promise<FakeSmi> {
  const folder = await mkdtemp(join(tmpdir(), 'rookery-smi-'));
  const shows = async (shown: SmiOutputs): Promise<void> => {
    await rm(join(folder, 'outputs'), { recursive: true, force: true });
    await cp(join(FIXTURES, 'smi', shown), join(folder, 'outputs'), { recursive: true });
  };
  await shows(outputs);
  await writeFile(join(folder, 'nvidia-smi'), PROGRAM);
  await chmod(join(folder, 'nvidia-smi'), 0o755);
  return { folder, shows, remove: () => rm(folder, { recursive: true, force: true }) };
}
