import { stateLabel } from '@rookery/cli-report-rendering';
import { type Erasure, JobState, PersonServiceDefinition, type Person } from '@rookery/shared-contracts';
import { RookeryError } from '@rookery/shared-errors';
import type { CommandContext } from '../command-context.ts';
import { takenUpAgain } from '../platform/taken-up-again.ts';
import { withPlatform, type PlatformConnection } from '../platform/with-platform.ts';
import { EXIT } from '../terminal/exit-code.ts';
import { table } from '../terminal/table.ts';
import { ERASURES } from './collections.ts';
import { resourceName } from './resource-name.ts';

/** Whom `rookery people` is about. */
export interface PersonFlags {
  readonly tenant: string;
  readonly endUser: string;
  readonly scenario: readonly string[];
  readonly sameProfile: boolean;
  readonly everyTenant: boolean;
}

/** `rookery people erase`: erases a person from everything, waits for the end and says what was found and removed where. */
export function erasePerson(context: CommandContext, flags: PersonFlags): Promise<number> {
  return withPlatform(context, async (platform) => {
    const { erasure } = await platform
      .client(PersonServiceDefinition)
      .erasePerson(
        { requestId: crypto.randomUUID(), person: personOf(flags) },
        { signal: context.interrupted },
      );
    const ended = await watched(context, platform, erasure?.name ?? '');
    if (context.json) context.print(JSON.stringify(ERASURES.json(ended)));
    else {
      const rows = ended.places
        .filter(({ found, removed, note }) => found + removed > 0 || note !== '')
        .map(({ place, found, removed, note }) => [place, String(found), String(removed), note]);
      context.print(rows.length === 0 ? 'nothing was held about them' : table(HEAD, rows));
      if (!ended.keysDestroyed)
        context.note(
          'not everything is encrypted here (ROOKERY_CONTENT_KEYS of the planner and the benchmark): backups from before hold the rest as it was',
        );
    }
    context.note(`${ended.name}: ${stateLabel(ended.state)}`);
    return ended.state === JobState.SUCCEEDED ? EXIT.ok : EXIT.cannotGoOn;
  });
}

const HEAD = ['place', 'found', 'removed', ''];

/** `rookery people export`: prints what is held about a person, as one JSON document. */
export function exportPerson(context: CommandContext, flags: PersonFlags): Promise<void> {
  return withPlatform(context, async (platform) => {
    let text = '';
    const pieces = platform
      .client(PersonServiceDefinition)
      .exportPerson({ person: personOf(flags) }, { signal: context.interrupted });
    for await (const { json } of pieces) {
      text += json;
      const end = text.lastIndexOf('\n');
      if (end < 0) continue;
      context.print(text.slice(0, end));
      text = text.slice(end + 1);
    }
    if (text !== '') context.print(text);
  });
}

/** Through lost connections. */
async function watched(
  context: CommandContext,
  platform: PlatformConnection,
  name: string,
): Promise<Erasure> {
  const people = platform.client(PersonServiceDefinition);
  let said = '';
  const watch = (signal: AbortSignal) => people.watchErasure({ name }, { signal });
  const onSilence = (): void =>
    context.note('nothing is heard of it; it goes on without this command, which tries again');
  for await (const { erasure } of takenUpAgain(watch, { signal: context.interrupted, onSilence })) {
    if (erasure === undefined) continue;
    if (erasure.state !== JobState.PENDING && erasure.state !== JobState.RUNNING) return erasure;
    if (erasure.stateReason !== '' && erasure.stateReason !== said)
      context.note(`waits for ${erasure.stateReason}`);
    said = erasure.stateReason;
  }
  throw new RookeryError('INTERNAL', `the watch of ${name} ended`);
}

function personOf({ tenant, endUser, scenario, sameProfile, everyTenant }: PersonFlags): Person {
  const scenarios = scenario.map((name) => resourceName('scenarios', name));
  return { tenant, endUser, scenarios, sameProfile, everyTenant };
}
