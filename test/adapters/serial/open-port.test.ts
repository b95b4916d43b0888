import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { listPorts, type PortCard, portsFromSysfs } from '../../../src/adapters/serial/list-ports.js';
import { findUsb, openPort } from '../../../src/adapters/serial/open-port.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { Pty } from '../../support/pty.js';
import { silentLog } from '../../support/silent-log.js';
import { until, WireDiary } from '../../support/wire-contract.js';

const clock = systemClock();
const arduino = { vendorId: '2341', productId: '0043' };
const one: PortCard = { path: '/dev/ttyACM0', ...arduino, serialNumber: 'A1' };
const two: PortCard = { path: '/dev/ttyACM1', ...arduino, serialNumber: 'my chair' };

describe('a USB name', () => {
  it('finds its port, however the ids are written', () => {
    expect(findUsb({ vendorId: '0x2341', productId: '43' }, [one])).toEqual({ kind: 'found', path: one.path });
    expect(
      findUsb({ vendorId: '1A86', productId: '7523' }, [{ path: '/dev/a', vendorId: '1a86', productId: '7523' }]),
    ).toEqual({
      kind: 'found',
      path: '/dev/a',
    });
  });

  it('tells two of a kind by their serial number, with spaces or underscores', () => {
    expect(findUsb({ ...arduino, serialNumber: 'my_chair' }, [one, two])).toEqual({ kind: 'found', path: two.path });
  });

  it('that fits two ports opens neither', () => {
    const find = findUsb(arduino, [one, two]);
    expect(find).toMatchObject({ kind: 'problem', message: expect.stringContaining('2 ports are USB 2341:0043') });
    expect(find).toMatchObject({ message: expect.stringContaining('A1') });
  });

  it('that fits none says what is near', () => {
    expect(findUsb({ ...arduino, serialNumber: 'B9' }, [one])).toMatchObject({
      message: expect.stringContaining('A1'),
    });
    expect(findUsb(arduino, [])).toMatchObject({ message: expect.stringContaining('no port is USB 2341:0043') });
  });
});

describe('a port named by USB', () => {
  it('is looked up at each open', async () => {
    const pty = new Pty();
    const ports = [{ path: '/dev/gone', ...arduino }];
    const setting = { kind: 'usb', ...arduino, baudRate: 115200, hupcl: true } as const;
    const open = openPort(setting, clock, silentLog, async () => ports);
    const first = new WireDiary();
    open(first);
    await until('closed', () => first.has('closed'));
    ports[0] = { path: pty.path, ...arduino };
    const second = new WireDiary();
    const wire = open(second);
    await until('opened', () => second.has('opened'));
    wire.write('1 HELLO\n');
    await until('written', () => pty.lines.length === 1);
    await wire.close();
    pty.unplug();
  });

  it('closed while it is looked up never opens, and ends once', async () => {
    const setting = { kind: 'usb', ...arduino, baudRate: 115200, hupcl: true } as const;
    const diary = new WireDiary();
    const wire = openPort(setting, clock, silentLog, async () => [one])(diary);
    await Promise.all([wire.close(), wire.close()]);
    await until('closed', () => diary.has('closed'));
    expect(diary.notes).toEqual([{ kind: 'closed', reason: 'closed' }]);
  });

  it('that is not there ends with the reason', async () => {
    const setting = { kind: 'usb', ...arduino, baudRate: 115200, hupcl: true } as const;
    const diary = new WireDiary();
    openPort(setting, clock, silentLog, async () => [])(diary);
    await until('closed', () => diary.has('closed'));
    expect(diary.reason).toContain('no port is USB 2341:0043');
  });
});

describe('the list of ports', () => {
  const roots: string[] = [];

  afterEach(() => {
    for (const root of roots.splice(0)) rmSync(root, { recursive: true });
  });

  const machine = (): string => {
    const root = mkdtempSync(join(tmpdir(), 'sysfs-'));
    roots.push(root);
    const put = (path: string, text: string): void => {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    };
    put('sys/devices/usb1/1-1/idVendor', '1A86\n');
    put('sys/devices/usb1/1-1/idProduct', '7523\n');
    put('sys/devices/usb1/1-1/serial', 'CHAIR7\n');
    put('sys/devices/usb1/1-1/1-1:1.0/ttyUSB0/port', '');
    put('sys/devices/platform/uart/name', '');
    put('sys/class/tty/ttyUSB0/dev', '188:0');
    put('sys/class/tty/ttyS0/type', '4\n');
    put('sys/class/tty/ttyS1/type', '0\n');
    put('sys/class/tty/tty0/dev', '4:0');
    symlinkSync(join(root, 'sys/devices/usb1/1-1/1-1:1.0/ttyUSB0'), join(root, 'sys/class/tty/ttyUSB0/device'));
    symlinkSync(join(root, 'sys/devices/platform/uart'), join(root, 'sys/class/tty/ttyS0/device'));
    symlinkSync(join(root, 'sys/devices/platform/uart'), join(root, 'sys/class/tty/ttyS1/device'));
    mkdirSync(join(root, 'dev/serial/by-id'), { recursive: true });
    symlinkSync('../../ttyUSB0', join(root, 'dev/serial/by-id/usb-1a86_CHAIR7-if00'));
    return root;
  };

  const usbPort = {
    path: '/dev/ttyUSB0',
    byId: '/dev/serial/by-id/usb-1a86_CHAIR7-if00',
    vendorId: '1a86',
    productId: '7523',
    serialNumber: 'CHAIR7',
  };

  it('can be read without the device database, without places where no UART is', () => {
    expect(portsFromSysfs(machine())).toEqual([{ path: '/dev/ttyS0' }, usbPort]);
    expect(portsFromSysfs('/nowhere')).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('falls back to that where the library fails, USB first', async () => {
    const failing = async (): Promise<readonly PortCard[]> => {
      throw new Error('spawn udevadm ENOENT');
    };
    expect(await listPorts(failing, machine())).toEqual([usbPort, { path: '/dev/ttyS0' }]);
    expect(await listPorts(async () => [one], machine())).toEqual([one]);
  });

  it('never rejects on this machine', async () => {
    expect(Array.isArray(await listPorts())).toBe(true);
  });
});
