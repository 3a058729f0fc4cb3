import { isRookeryError } from '@rookery/shared-errors';
import { ConfigError, startTraces } from '@rookery/shared-runtime';
import { openCertificates } from '@rookery/shared-tls';
import { inSpan, stopTracing } from '@rookery/shared-tracing';
import { CommanderError } from 'commander';
import { readCliConfig } from '@rookery/cli-configuration';
import { interruption, ReaderGone } from './platform/interruption.ts';
import { rookery } from './program.ts';
import { EXIT, exitCodeOf } from './terminal/exit-code.ts';

/** Commands that run services: their work is no work of theirs. */
const LASTING: ReadonlySet<string> = new Set(['up', 'serve', 'doctor']);

process.exitCode = await runCommandLine(process.argv.slice(2));

async function runCommandLine(words: string[]): Promise<number> {
  const interrupted = interruption();
  try {
    const { program, exitCode } = rookery(readCliConfig(), interrupted);
    openCertificates();
    const command = program.commands.find((one) => words.includes(one.name()))?.name() ?? '';
    const parse = (): Promise<unknown> => program.parseAsync(words, { from: 'user' });
    if (LASTING.has(command)) await parse();
    else {
      await startTraces('cli');
      await inSpan(`rookery ${command}`, {}, () => 'failed', parse);
    }
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (interrupted.reason instanceof ReaderGone) return EXIT.ok;
    if (interrupted.aborted) return EXIT.interrupted;
    return complain(error);
  } finally {
    await stopTracing();
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
