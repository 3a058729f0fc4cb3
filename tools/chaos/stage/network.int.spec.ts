import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { eventually, PATIENCE_MS } from '@rookery/shared-platform-processes';
import { hasNamespaces, Network } from './network.ts';

/** Sends numbered datagrams to an address that say how many have come to it. */
const TALKER = `
  const [to, port] = process.argv.slice(1);
  const socket = require('node:dgram').createSocket('udp4');
  let sent = 0, heard = 0;
  socket.on('message', () => heard++);
  setInterval(() => socket.send(JSON.stringify({ sent: ++sent, heard }), Number(port), to), 20);
`;

(hasNamespaces() ? describe : describe.skip)('hosts of their own (needs network namespaces)', () => {
  const opened = new AsyncDisposableStack();
  afterEach(() => opened.disposeAsync());

  it(
    'lose what comes, what goes, or all of it, on one network and not on the other',
    async () => {
      const network = opened.adopt(Network.lay(['one']), (laid) => laid.remove());
      const last = { services: { sent: 0, heard: 0 }, database: { sent: 0, heard: 0 } };
      const say = { services: () => undefined as unknown, database: () => undefined as unknown };
      for (const segment of ['services', 'database'] as const) {
        const socket = opened.adopt(createSocket('udp4'), (bound) => void bound.close());
        socket.bind(0, network.own(segment));
        await once(socket, 'listening');
        socket.on('message', (bytes, { port, address }) => {
          last[segment] = JSON.parse(bytes.toString()) as { sent: number; heard: number };
          say[segment] = () => socket.send('x', port, address);
        });
        const script = [process.execPath, '-e', TALKER, network.own(segment), String(socket.address().port)];
        const [program = '', ...words] = network.on('one', script);
        const talker = spawn(program, words, { stdio: 'ignore' });
        opened.adopt(talker, async (child) => {
          child.kill('SIGKILL');
          await once(child, 'exit');
        });
      }
      const { services, database } = { services: () => last.services, database: () => last.database };
      const hears = async (of: () => { sent: number; heard: number }, segment: 'services' | 'database') => {
        const { heard } = of();
        await eventually('it hears', () => (say[segment](), of().heard > heard));
      };
      const speaks = async (of: () => { sent: number }) => {
        const { sent } = of();
        await eventually('it speaks', () => of().sent > sent + 5);
      };
      await hears(services, 'services');
      await hears(database, 'database');

      network.lose('one', 'services', 'in');
      await speaks(services);
      const { heard } = services();
      for (let word = 0; word < 5; word += 1) say.services();
      await speaks(services);
      expect(services().heard).toBe(heard);
      await hears(database, 'database');

      network.mend('one');
      network.lose('one', 'services', 'out');
      // What was on its way may come still.
      await speaks(database);
      const { sent } = services();
      for (let word = 0; word < 5; word += 1) say.services();
      await speaks(database);
      expect(services().sent).toBe(sent);
      network.mend('one');
      await eventually('what was said meanwhile was heard', () => services().heard >= heard + 5);
      expect(services().sent).toBeGreaterThan(sent + 5);

      network.unplug('one', 'database');
      // Here too: what had arrived already is read later.
      await speaks(services);
      const unplugged = database().sent;
      await speaks(services);
      expect(database().sent).toBe(unplugged);
      network.mend('one');
      await hears(database, 'database');
    },
    PATIENCE_MS,
  );
});
