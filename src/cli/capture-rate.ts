import { openPort } from '../adapters/serial/open-port.js';
import { analyse } from '../core/capture/analysis.js';
import type { CapturedBytes, CapturedSetting } from '../core/capture/recording.js';
import { wireWords } from '../core/capture/words.js';
import { chairPort } from '../core/configuration/port.js';
import { type CliIo, silentLog } from './process-edge.js';

/** Bits per second; `auto`: to be found out. */
export type CaptureRate = number | 'auto';

/** The usual ones first. */
const usualRates = [9600, 19_200, 38_400, 57_600, 115_200, 4800, 2400, 1200];
const listenMs = 2000;

/** Listens for a moment. A problem where the port cannot be had. */
function listenBriefly(io: CliIo, port: string, setting: CapturedSetting): Promise<readonly CapturedBytes[] | string> {
  const startedAtMs = io.clock.nowMs();
  const heard: CapturedBytes[] = [];
  return new Promise((resolve) => {
    const place = chairPort().parse(port);
    const line = { ...place, ...setting, hupcl: false };
    const wire = openPort(
      line,
      io.clock,
      silentLog,
    )({
      onOpened: () => io.clock.after(listenMs, () => void wire.close()),
      onLine: () => {},
      onNoise: () => {},
      onBytes: (bytes) =>
        heard.push({ atMs: io.clock.nowMs() - startedAtMs, line: 'status', bytes: Uint8Array.from(bytes) }),
      onClosed: (reason) => resolve(reason === 'closed' ? heard : reason),
    });
  });
}

/** How well frames explain what was heard: nearly all of it, and a check that holds is worth as much again. */
function qualityOf({ status }: ReturnType<typeof analyse>): number {
  if (status.framing === null) return 0;
  return 1 - status.strayBytes / status.bytes + (status.checks.length > 0 ? 1 : 0);
}

/** The rate at which the line makes the most sense, told as it is tried; null where the port cannot be had or no rate makes any. */
export async function findRate(io: CliIo, port: string, parity: CapturedSetting['parity']): Promise<number | null> {
  if (/^tcp:/i.test(port)) {
    io.stderr.write('error: at a serial server the rate is set there, so --baud auto cannot find it\n');
    return null;
  }
  let best = { baudRate: 0, quality: 0 };
  for (const baudRate of usualRates) {
    const heard = await listenBriefly(io, port, { baudRate, parity });
    if (typeof heard === 'string') {
      io.stderr.write(`error: ${heard}\n`);
      return null;
    }
    const analysis = analyse({ setting: { baudRate, parity }, heard, marks: [] });
    io.stderr.write(`${baudRate}: ${wireWords(analysis)[0]}\n`);
    const quality = qualityOf(analysis);
    if (quality > best.quality) best = { baudRate, quality };
  }
  if (best.quality > 0) {
    io.stderr.write(`${best.baudRate} makes the most sense; going on with it\n`);
    return best.baudRate;
  }
  io.stderr.write('error: no usual rate makes sense of this line: look at the wiring, or try --parity even\n');
  return null;
}
