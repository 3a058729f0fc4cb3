import { isRookeryError } from '@rookery/shared-errors';
import { ConfigError } from '@rookery/shared-runtime';
import { CommanderError } from 'commander';
import { readCliConfig } from '@rookery/cli-configuration';
import { interruption, ReaderGone } from './platform/interruption.ts';
import { rookery } from './program.ts';
import { EXIT, exitCodeOf } from './terminal/exit-code.ts';

process.exitCode = await runCommandLine(process.argv.slice(2));

async function runCommandLine(words: string[]): Promise<number> {
  const interrupted = interruption();
  try {
    const { program, exitCode } = rookery(readCliConfig(), interrupted);
    await program.parseAsync(words, { from: 'user' });
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (interrupted.reason instanceof ReaderGone) return EXIT.ok;
    if (interrupted.aborted) return EXIT.interrupted;
    return complain(error);
  }
}

function complain(error: unknown): number {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.configuration;
  }
  if (isRookeryError(error)) {
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return exitCodeOf(error.code);
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.failed;
}
