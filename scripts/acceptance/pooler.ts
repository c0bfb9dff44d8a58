import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../server.ts';
import { until } from './place.ts';

/** Connection poolers before a test server: PgBouncer where it is installed, and one of our own anywhere. */

export interface Pooler {
  /** With the database of the server's own URL. */
  readonly port: number;
  stop(): Promise<void>;
}

export interface Pooling {
  /** When a server process goes back into the pool: when its client leaves, after each transaction, after each statement. */
  readonly mode: 'session' | 'transaction' | 'statement';
  /** Most server processes. */
  readonly size: number;
  /** Which free process is lent: the one that came back last, or the one that has been free for longest. */
  readonly order: 'last' | 'first';
}

/** The messages of one direction of PostgreSQL's protocol. https://www.postgresql.org/docs/18/protocol-message-formats.html */
function messages(take: (type: string, message: Buffer) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 5) {
      const length = 1 + rest.readInt32BE(1);
      if (rest.length < length) return;
      const message = Buffer.from(rest.subarray(0, length));
      rest = rest.subarray(length);
      take(String.fromCharCode(message[0] ?? 0), message);
    }
  };
}

/** A server process and who has it. */
interface Lent {
  readonly socket: Socket;
  client: Socket | null;
}

/** The server processes for one role and database. */
interface Pool {
  /** What the server says to a client that connects, as it was said to the first one. */
  readonly welcome: Promise<Buffer>;
  borrow(): Promise<Lent>;
}

const READY = 'Z';
const TERMINATE = 'X';
const IDLE = 'I'.charCodeAt(0);

function openPool(serverPort: number, startup: Buffer, { mode, size, order }: Pooling): Pool {
  const free: Lent[] = [];
  const waiting: ((lent: Lent) => void)[] = [];
  let count = 0;
  const giveBack = (lent: Lent): void => {
    lent.client = null;
    const next = waiting.shift();
    if (next) next(lent);
    else free.push(lent);
  };
  const begin = async (): Promise<{ lent: Lent; welcome: Buffer }> => {
    count++;
    const socket = connect(serverPort, '127.0.0.1', () => socket.write(startup));
    socket.on('error', () => {});
    socket.on('close', () => count--);
    const lent: Lent = { socket, client: null };
    const { promise, resolve } = Promise.withResolvers<Buffer>();
    const greeting: Buffer[] = [];
    let isReady = false;
    const take = messages((type, message) => {
      if (isReady) lent.client?.write(message);
      else greeting.push(message);
      if (type !== READY) return;
      if (isReady && isOver(message)) giveBack(lent);
      isReady = true;
      resolve(Buffer.concat(greeting));
    });
    socket.on('data', take);
    return { lent, welcome: await promise };
  };
  const isOver = (ready: Buffer): boolean =>
    mode === 'statement' || (mode === 'transaction' && ready[5] === IDLE);
  return {
    welcome: begin().then(({ lent, welcome }) => {
      giveBack(lent);
      return welcome;
    }),
    borrow: async () => {
      const lent = order === 'last' ? free.pop() : free.shift();
      if (lent) return lent;
      if (count < size) return (await begin()).lent;
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}

/** A pooler in this process: it knows where a transaction ends from the status that ReadyForQuery carries. */
export async function startPooler(serverPort: number, pooling: Pooling): Promise<Pooler> {
  const pools = new Map<string, Pool>();
  const clients = new Set<Socket>();
  const poolFor = (startup: Buffer): Pool => {
    const key = startup.toString('latin1');
    const pool = pools.get(key) ?? openPool(serverPort, startup, pooling);
    pools.set(key, pool);
    return pool;
  };
  const listener = createServer((client) => {
    clients.add(client);
    client.on('error', () => {});
    let pool: Pool | null = null;
    let lent: Lent | null = null;
    let turn = Promise.resolve();
    const serve = messages((type, message) => {
      turn = turn.then(async () => {
        if (type === TERMINATE || pool === null) return;
        if (lent?.client !== client) lent = await pool.borrow();
        lent.client = client;
        lent.socket.write(message);
      });
    });
    client.on('data', (chunk: Buffer) => {
      if (pool !== null) return serve(chunk);
      pool = poolFor(Buffer.from(chunk));
      turn = pool.welcome.then((welcome) => void client.write(welcome));
    });
    // Whatever it left open is over with its server process.
    client.on('close', () => void (lent?.client === client && lent.socket.destroy()));
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    port: address && typeof address === 'object' ? address.port : 0,
    stop: async () => {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

const PGBOUNCER = '/usr/sbin/pgbouncer';
export const hasPgbouncer = existsSync(PGBOUNCER);

/** Debian's PgBouncer, which refuses to run as root. */
export async function startPgbouncer(serverPort: number, { mode, size, order }: Pooling): Promise<Pooler> {
  const folder = mkdtempSync(join(tmpdir(), 'wesley-pgbouncer-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'pgbouncer.ini'),
    `[databases]
* = host=127.0.0.1 port=${serverPort} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${size}
server_round_robin = ${order === 'first' ? 1 : 0}
logfile = ${join(folder, 'log')}
pidfile = ${join(folder, 'pid')}
`,
  );
  const account = process.getuid?.() === 0 ? nobody() : [];
  const [uid, gid] = account;
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  chmodSync(folder, 0o755);
  const as =
    uid === undefined
      ? []
      : ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig=INT'];
  const child = Bun.spawn([...as, PGBOUNCER, '-q', join(folder, 'pgbouncer.ini')], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  await until('PgBouncer to listen', () => listens(port));
  return {
    port,
    stop: async () => {
      child.kill('SIGQUIT');
      await child.exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const listens = (port: number): Promise<true | null> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(null));
  });

function nobody(): readonly number[] {
  const entry = readFileSync('/etc/passwd', 'utf8').match(/^nobody:[^:]*:(\d+):(\d+):/m);
  return entry ? [Number(entry[1]), Number(entry[2])] : [];
}
