import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { Pty } from '../support/pty.js';
import { TestHub } from '../support/test-hub.js';

/** Something to write on that takes nothing any more, from the first byte on. */
interface Deaf {
  readonly path: string;
  /** What has been written since somebody reads again. */
  readAgain(): () => string;
  close(): void;
}

const stopTheFlow = '\u0013';
const letItFlow = '\u0011';

/** Ctrl-S. */
async function stoppedTerminal(): Promise<Deaf> {
  const pty = new Pty();
  execFileSync('stty', ['-F', pty.path, 'sane', '-echo']);
  await pty.write(stopTheFlow);
  return {
    path: pty.path,
    readAgain: () => {
      void pty.write(letItFlow);
      return () => pty.text;
    },
    close: () => pty.unplug(),
  };
}

/** A reader that is there and does not read. */
async function fullPipe(folder: string): Promise<Deaf> {
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const isTakenBy = (run: () => number): boolean => {
    try {
      return run() > 0;
    } catch {
      return false;
    }
  };
  const piece = Buffer.alloc(4096, '.\n');
  while (isTakenBy(() => writeSync(descriptor, piece)));
  let text = '';
  const read = (): number => {
    const count = readSync(descriptor, piece);
    text += piece.toString('utf8', 0, count);
    return count;
  };
  return {
    path,
    readAgain: () => () => {
      while (isTakenBy(read));
      return text;
    },
    close: () => closeSync(descriptor),
  };
}

const kinds: Readonly<Record<string, (folder: string) => Promise<Deaf>>> = {
  'a terminal that was stopped with Ctrl-S': stoppedTerminal,
  'a pipe that is full': fullPipe,
};

describeWithMosquitto('a daemon whose output nobody reads [S7] [S15]', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let broker: Mosquitto;
  let chair: SimulatedChair;
  let daemon: Program | null = null;
  let hub: TestHub;
  let deaf: Deaf | null = null;

  beforeEach(async () => {
    folder = temporaryFolder();
    broker = await startMosquitto();
    chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
    hub = await TestHub.connect(broker.url);
  });

  afterEach(async () => {
    await hub.close();
    await daemon?.kill();
    await chair.close();
    await broker.stop();
    deaf?.close();
    folder.remove();
    daemon = null;
    deaf = null;
  });

  const begin = async (kind: string): Promise<[Program, Deaf]> => {
    const place = await (kinds[kind] ?? stoppedTerminal)(folder.path);
    deaf = place;
    daemon = new Program(['start'], {
      output: place.path,
      env: {
        CHAIR2MQTT_CHAIRS__0__ID: 'hall',
        CHAIR2MQTT_CHAIRS__0__PORT: `tcp://127.0.0.1:${chair.addresses.tcp?.port}`,
        CHAIR2MQTT_MQTT__URL: broker.url,
        CHAIR2MQTT_DATA_DIR: join(folder.path, 'data'),
        CHAIR2MQTT_LOG__LEVEL: 'debug',
      },
    });
    return [daemon, place];
  };

  it.each(Object.keys(kinds))('%s: starts, stops over MQTT, and ends on SIGTERM with a verified stop', async (kind) => {
    const [program] = await begin(kind);
    await hub.start('hall', { program: 'relaxation' });
    await hub.untilState('running');
    await hub.publish('hall/stop', 'now');
    await hub.until(() => hub.status?.state === 'stopping' || hub.status?.state === 'idle');
    await hub.untilReady();
    await hub.start('hall', { program: 'relaxation' });
    await hub.untilState('running');
    program.signal('SIGTERM');
    expect(await program.exit).toBe(0);
  });

  it.each(Object.keys(kinds))('%s: what it said comes as soon as somebody reads again', async (kind) => {
    const [, place] = await begin(kind);
    await hub.untilReady();
    const text = place.readAgain();
    await eventually(() => /chair_up|the chair answers/.test(text()), 'what it said');
  });
});
