/**
 * Makes an error that nobody looks up in the source: one that is expected, or stands for another one. Under overload, stack
 * traces would be a good part of what refusals cost.
 */
export function withoutStack<Made>(make: () => Made): Made {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
