import { withoutNul } from '@rookery/agent-conversation';
import type { ConverseRequest } from '@rookery/shared-contracts';
import { invalidArgument } from '@rookery/shared-errors';

/**
 * What a caller says, without U+0000, which the database cannot keep.
 * @throws RookeryError INVALID_ARGUMENT when nothing else was in a first message
 */
export function cleanRequest(request: ConverseRequest): ConverseRequest {
  const clean = cleaned(request) as ConverseRequest;
  if (clean.event?.$case === 'start' && clean.event.value.query === '') {
    throw invalidArgument('start.query', 'has to say something');
  }
  return clean;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return withoutNul(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleaned(one)]));
}
