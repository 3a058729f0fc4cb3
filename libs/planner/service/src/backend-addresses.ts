import { address } from '@rookery/shared-runtime';
import { z } from 'zod';

/** An external planner: the name that requests use, and where it listens. */
export interface BackendAddress {
  readonly name: string;
  /** host:port */
  readonly address: string;
}

const backend = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/, 'a name is lower-case letters, digits and dashes'),
  address,
});

/** `name=host:port,...` as a list. */
export const backendAddresses = z
  .string()
  .default('')
  .describe('name=host:port,... of planners in other processes, for example halving=127.0.0.1:7700')
  .transform((text, context): BackendAddress[] => {
    const entries = text.split(',').filter((entry) => entry.trim() !== '');
    return entries.flatMap((entry) => {
      const at = entry.indexOf('=');
      const parsed = backend.safeParse({
        name: entry.slice(0, Math.max(0, at)).trim(),
        address: entry.slice(at + 1).trim(),
      });
      if (parsed.success) return [parsed.data];
      context.addIssue({ code: 'custom', message: parsed.error.issues[0]?.message ?? 'not name=host:port' });
      return [];
    });
  });
