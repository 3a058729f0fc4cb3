import type { ConverseRequest } from '@rookery/shared-contracts';

/** What a caller says, without U+0000, which the database cannot keep: nobody in need is refused for it. */
export function cleanRequest(request: ConverseRequest): ConverseRequest {
  return cleaned(request) as ConverseRequest;
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\u0000', '');
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, cleaned(one)]));
}
