import { invalidArgument } from '@rookery/shared-errors';

/** The edge has refused a missing one already; this tells the compiler. */
export function required<Message>(field: string, message: Message | undefined): Message {
  if (message === undefined) throw invalidArgument(field, 'is missing');
  return message;
}
