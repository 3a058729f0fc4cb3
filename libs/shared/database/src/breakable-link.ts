import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a database that tests can break, for processes that are given its connection string. */
export interface BreakableLink extends AsyncDisposable {
  readonly connectionString: string;
  /** Every connection is lost, and none can be made. */
  break(): void;
  /** Nothing passes any more, and nobody is told, on those that there are for good. */
  silence(): void;
  /** The way is there again. */
  restore(): void;
}

/** @param connectionString of the database at its end */
export async function breakableLink(connectionString: string): Promise<BreakableLink> {
  const end = new URL(connectionString);
  const sockets = new Set<Socket>();
  let broken = false;
  let silent = false;
  const hold = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    hold(near);
    if (broken) {
      near.resetAndDestroy();
      return;
    }
    if (silent) return;
    const far = connect(Number(end.port), end.hostname);
    hold(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = new URL(connectionString);
  near.port = String((server.address() as AddressInfo).port);
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    connectionString: near.href,
    break: () => {
      broken = true;
      cutAll();
    },
    silence: () => {
      silent = true;
      for (const socket of sockets) {
        socket.unpipe();
        socket.pause();
      }
    },
    restore: () => {
      broken = false;
      silent = false;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      cutAll();
      await once(server, 'close');
    },
  };
}
