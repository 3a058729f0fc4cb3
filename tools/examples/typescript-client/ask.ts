// node ask.ts "How can I sleep?"
import { createInterface } from 'node:readline';
import { Rookery } from '@rookery/shared-client';

await using rookery = new Rookery({
  address: process.env['ROOKERY_ADDRESS'],
  apiKey: process.env['ROOKERY_API_KEY'],
});
const person = createInterface({ input: process.stdin, output: process.stdout });
const query = process.argv[2] ?? 'How can I sleep?';
const lines = person[Symbol.asyncIterator]();
const conversation = rookery.agent.converse({ query, model: 'sim/gpt-4o' });
for await (const event of conversation) {
  if (event.kind === 'crisis') console.log(event.notice.text, event.notice.resources);
  if (event.kind === 'question') {
    process.stdout.write(`${event.text}\n> `);
    const reply = await lines.next();
    // At the end of input nobody replies any more: the agent answers with what it knows.
    if (reply.done === true) conversation.answerNow();
    else conversation.reply(reply.value);
  }
  if (event.kind === 'piece') process.stdout.write(event.text);
  if (event.kind === 'answer') console.log(`\n(asked for: ${event.answer.asked.join(', ')})`);
}
person.close();
