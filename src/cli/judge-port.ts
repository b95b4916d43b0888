import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { portLocker } from '../adapters/files/port-holder.js';
import type { PortCard } from '../adapters/serial/list-ports.js';
import { findUsb, openPort } from '../adapters/serial/open-port.js';
import { permissionCure } from '../adapters/serial/port-trouble.js';
import { type ChairPort, chairPort } from '../core/configuration/port.js';
import { splitCure } from '../core/cure.js';
import { usbPort } from '../core/setup/answers.js';
import { type AnswerFault, faultOf } from '../core/setup/checks.js';
import { proven, refuted } from '../core/setup/findings.js';
import type { SetupFinding } from '../core/web/setup.js';
import type { Clock } from '../ports.js';
import { silentLog } from './process-edge.js';

const missing = 'ENOENT';

function accessCode(path: string): string | null {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'error';
  }
}

/** Why this user cannot open a port, or null. */
export function accessTrouble(path: string): string | null {
  const code = accessCode(path);
  if (code === 'EACCES') return `no permission: ${permissionCure(path)}`;
  return code === missing ? 'the device is not in /dev: in a container, pass it in (--device)' : code;
}

/** What is on the plug of a port, in a few words. */
export function plugWords({ vendorId, productId, manufacturer, serialNumber }: PortCard): readonly string[] {
  const plug = vendorId === undefined ? '' : `USB ${vendorId}:${productId ?? '?'}`;
  const number = serialNumber === undefined ? '' : `serial number ${serialNumber}`;
  return [plug, manufacturer ?? '', number].filter((text) => text !== '');
}

/** The name of a port that survives another socket and another boot, where there is one. */
export function lastingPort(port: PortCard, ports: readonly PortCard[]): string {
  const { vendorId, productId, serialNumber, byId, path } = port;
  if (byId !== undefined) return byId;
  if (vendorId === undefined || productId === undefined) return path;
  const name = serialNumber === undefined ? { vendorId, productId } : { vendorId, productId, serialNumber };
  return findUsb(name, ports).kind === 'problem' ? path : usbPort(vendorId, productId, serialNumber ?? '');
}

/** A port as the answers name it, or what is wrong with it. */
export function readSetupPort(text: string): ChairPort | AnswerFault {
  const [, vendorId, productId, serialNumber] = /^usb:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?$/i.exec(text) ?? [];
  if (vendorId !== undefined && productId !== undefined) {
    return { kind: 'usb', vendorId, productId, ...(serialNumber === undefined ? {} : { serialNumber }) };
  }
  const read = chairPort().safeParse(text);
  if (read.success) return read.data;
  const { what, ...fault } = faultOf(read) ?? { what: 'is no port', cure: null, meant: null };
  // A file spells a plug otherwise.
  return { ...fault, what: what.replace('usb: { vendorId, productId }', 'usb:10c4:ea60') };
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/** A look at a device that opens nothing: that could restart a controller. */
export function judgeDevice(port: string, path: string): SetupFinding {
  const stat = statOf(path);
  if (stat === null) {
    const advice = 'is the cable in? "chair2mqtt ports" lists what there is; in a container, pass it in (--device)';
    return refuted('port_missing', { port }, `there is no ${port}`, advice);
  }
  if (!stat.isCharacterDevice()) {
    const advice = '"chair2mqtt ports" lists what there is';
    return refuted('port_no_serial', { port }, `${port} is not a serial port`, advice);
  }
  if (accessCode(path) !== null) {
    const cure = permissionCure(path);
    return refuted('port_denied', { port, cure }, `no permission for ${port}`, cure);
  }
  const holder = portLocker(path);
  if (holder !== null) {
    const advice = 'stop that first: two programs must not drive one chair';
    return refuted('port_held', { port, holder }, `${port} is held by ${holder}`, advice);
  }
  const place = path === port ? port : `${port} (${path})`;
  return proven('port_free', { port, path }, `${place} is there, this user may open it, and nobody has locked it`);
}

/** Opens a serial server, and closes it again at once. */
export function judgeServer(port: string, setting: Extract<ChairPort, { kind: 'tcp' }>, clock: Clock) {
  return new Promise<SetupFinding>((resolve) => {
    let hasOpened = false;
    const wire = openPort(
      setting,
      clock,
      silentLog,
    )({
      onOpened: () => {
        hasOpened = true;
        void wire.close();
      },
      onLine: () => undefined,
      onNoise: () => undefined,
      onClosed: (reason) => {
        const { what, cure } = splitCure(reason);
        const advice = cure ?? 'is the serial server on, and is this its address?';
        if (hasOpened) resolve(proven('port_reached', { port }, `${port} takes connections`));
        else resolve(refuted('port_failed', { port, reason: what }, what, advice));
      },
    });
  });
}
