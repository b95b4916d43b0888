import { execFile } from 'node:child_process';
import { errorText } from '../../core/error-text.js';
import type { Clock, Log, OpenWire } from '../../ports.js';
import { readDirectly, writeDirectly } from './direct-port.js';
import type { LineEnd } from './line-pipeline.js';
import { type NativePort, nativePort } from './native-port.js';
import { portTrouble } from './port-trouble.js';
import { StreamWire } from './stream-wire.js';

/** How a serial line is set; 8N1 where nothing else is said. `dtr` and `rts` undefined leave the line as the system sets it, which is on. */
export interface LineSetting {
  readonly baudRate: number;
  readonly dataBits?: 7 | 8 | undefined;
  readonly parity?: 'none' | 'even' | 'odd' | undefined;
  readonly stopBits?: 1 | 2 | undefined;
  /** True lowers DTR when the port closes, which restarts many controllers at the next open. */
  readonly hupcl: boolean;
  readonly dtr?: boolean | undefined;
  readonly rts?: boolean | undefined;
}

export interface SerialSetting extends LineSetting {
  readonly path: string;
  readonly lineEnd?: LineEnd | undefined;
}

const settled = (run: (done: (error: Error | null) => void) => void): Promise<Error | null> =>
  new Promise((resolve) => run(resolve));

/** Pseudo-terminals have no modem lines. */
const hasNoModemLines = (error: Error): boolean => /inappropriate ioctl|ENOTTY/i.test(error.message);

async function setModemLines(port: NativePort, { dtr, rts }: LineSetting): Promise<Error | null> {
  if (dtr === undefined && rts === undefined) return null;
  const error = await settled((done) => port.set({ dtr: dtr ?? true, rts: rts ?? true }, done));
  return error !== null && hasNoModemLines(error) ? null : error;
}

const sttyMaxMs = 1000;

/** The library can set HUPCL but not clear it, and the system sets it by default. */
const clearHangUpOnClose = (path: string): Promise<Error | null> => {
  const command = [process.platform === 'linux' ? '-F' : '-f', path, '-hupcl'];
  return settled((done) => execFile('stty', command, { timeout: sttyMaxMs }, (error) => done(error)));
};

async function setLine(port: NativePort, setting: SerialSetting, log: Log): Promise<void> {
  const troubles = [await setModemLines(port, setting), setting.hupcl ? null : await clearHangUpOnClose(setting.path)];
  for (const trouble of troubles) {
    if (trouble !== null) log.warn('serial_line_not_set', { path: setting.path, reason: trouble.message });
  }
}

/** Waits for an open or a close that is under way, then closes. What the system still holds is discarded unless it was
 *  drained: its own close would wait for it up to 30 s. */
async function releasePort(port: NativePort, opening: Promise<unknown>, isDrained: boolean): Promise<void> {
  await opening;
  if (port.closing) await settled((done) => port.once('close', () => done(null)));
  if (port.isOpen && !isDrained) await settled((done) => port.flush(done));
  if (port.isOpen) await settled((done) => port.close(done));
  port.destroy();
}

function connect(port: NativePort, wire: StreamWire, setting: SerialSetting, log: Log): void {
  const opening = settled((done) => port.open(done));
  wire.attach({
    stream: port,
    drainedBy: 'finish',
    writeAtOnce: (bytes) => writeDirectly(port.port, bytes),
    explain: (error) => portTrouble(setting.path, error.message),
    release: (isDrained) => releasePort(port, opening, isDrained),
  });
  void opening.then(async (error) => {
    if (error !== null) return wire.fail(error);
    readDirectly(port.port);
    if (!wire.isClosed) await setLine(port, setting, log);
    wire.opened();
  });
}

/** Opens a serial port, locked for this process, as a new object for every connection. [S16] */
export function openSerial(setting: SerialSetting, clock: Clock, log: Log): OpenWire {
  return (events) => {
    const wire = new StreamWire(events, clock, setting.lineEnd);
    const { path, baudRate, hupcl, dataBits = 8, parity = 'none', stopBits = 1 } = setting;
    try {
      connect(
        nativePort({ path, baudRate, dataBits, parity, stopBits, hupcl, lock: true, autoOpen: false }),
        wire,
        setting,
        log,
      );
    } catch (error) {
      wire.end(`${path}: ${errorText(error)}`);
    }
    return wire;
  };
}
