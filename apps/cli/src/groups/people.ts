import type { PersonFlags } from '../commands/people.ts';
import type { ReferralFlags } from '../commands/crisis.ts';
import { list, wholeNumber } from '../option-values.ts';
import { listing, type CommandLine } from './command-line.ts';

/** What is held about people: erasing and exporting it, and the keys that it is encrypted with. */
export function describePeople({ program, config, context, endWith }: CommandLine): void {
  const people = program
    .command('people')
    .description('erase a person from everything, or see what is held about them (docs/retention.md)');
  const about = (name: string, description: string) =>
    people
      .command(name)
      .description(description)
      .option('--end-user <id>', 'as the application names them in conversations', '')
      .option('--scenario <ids>', 'scenarios that are about them, comma-separated', list, [])
      .option('--same-profile', 'also every scenario with the same profile', false)
      .option('--tenant <name>', 'whose end user or data sets; operators only; unset: your own', '')
      .option('--every-tenant', 'scenarios of all tenants; operators only', false);
  about('erase', 'erase them from every service, and say what was found and removed where').action(
    async (flags: PersonFlags) => {
      endWith(await import('../commands/people.ts').then(({ erasePerson }) => erasePerson(context(), flags)));
    },
  );
  about('export', 'print what is held about them, as one JSON document').action((flags: PersonFlags) =>
    import('../commands/people.ts').then(({ exportPerson }) => exportPerson(context(), flags)),
  );
  people
    .command('erasures')
    .description('list erasures, and how they ended')
    .action(listing({ context }, ({ ERASURES }) => ERASURES));

  program
    .command('crisis')
    .description('how often people were named somebody to turn to')
    .command('report')
    .description('the count of a year by month, without anything of whom it was for')
    .option('--year <year>', 'the year, in UTC', wholeNumber(2000, 9999), new Date().getUTCFullYear())
    .option('--tenant <name>', 'of this tenant alone; operators only', '')
    .action((flags: ReferralFlags) =>
      import('../commands/crisis.ts').then(({ reportReferrals }) => reportReferrals(context(), flags)),
    );

  program
    .command('contents')
    .description('the keys that conversations are encrypted with')
    .command('rotate')
    .description('replace the keys above those of conversations, and destroy the ones before')
    .action(() =>
      import('../commands/contents.ts').then(({ rotateContents }) => rotateContents(context(), config)),
    );
}
