import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/mosquitto.js';
import { temporaryFolder } from '../support/program.js';
import { hasUserManager, UserManager } from '../support/user-manager.js';

const main = join(import.meta.dirname, '../../dist/program/main.js');
const shipped = readFileSync(join(import.meta.dirname, '../../deploy/systemd/chair2mqtt.service'), 'utf8');
const unit = 'chair2mqtt.service';

let folder = temporaryFolder();
let manager: UserManager | null = null;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await manager?.end();
  manager = null;
  folder.remove();
});

/** What only the system's own manager may give to a service; the rest of the unit is as it ships. */
const needsRoot =
  /^(User|Group|SupplementaryGroups|State|Configuration|Working|Protect|Private|Device|Capability|Ambient)\w*=/;

/** The unit that ships, its watchdog too: a shorter one would bite on a busy machine. */
async function start(change: (text: string) => string = (text) => text): Promise<UserManager> {
  const data = join(folder.path, 'data');
  mkdirSync(data);
  const config = join(folder.path, 'chair2mqtt.yaml');
  const chairs = 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]';
  const faces = `mqtt: { url: "mqtt://127.0.0.1:1" }\nhttp: { listen: "127.0.0.1:${await freePort()}" }`;
  writeFileSync(config, `${chairs}\n${faces}\ndata_dir: ${data}\n`);
  const text = shipped
    .split('\n')
    .filter((line) => !needsRoot.test(line))
    .join('\n')
    .replace(/^ExecStart=.*$/m, `ExecStart=${process.execPath} ${main} start --config ${config}`);
  manager = new UserManager(folder.path, unit, change(text));
  return manager;
}

describe.runIf(hasUserManager(main))('the unit that ships, under a real systemd', () => {
  it('is up when the daemon says so, is started anew when it hangs or is drained, and not when it is stopped', async () => {
    const systemd = await start();
    const up = await systemd.until(({ ActiveState }) => ActiveState === 'active');
    expect(up).toMatchObject({ StatusText: 'the chair does not answer; no broker', NRestarts: '0' });
    process.kill(Number(up['MainPID']), 'SIGSTOP');
    const again = await systemd.until(({ ActiveState, NRestarts }) => ActiveState === 'active' && NRestarts === '1');
    process.kill(Number(again['MainPID']), 'SIGUSR2');
    await systemd.until(({ ActiveState, NRestarts }) => ActiveState === 'active' && NRestarts === '2');
    systemd.control('stop');
    const { ActiveState, Result, StatusText } = systemd.facts;
    expect([ActiveState, Result, StatusText]).toEqual(['inactive', 'success', 'stopping every chair']);
  });

  it('would not hear the daemon by any narrower right than the one it gives', async () => {
    const narrow = (text: string): string =>
      text.replace('NotifyAccess=all', 'NotifyAccess=exec').replace('Type=notify', 'Type=notify\nTimeoutStartSec=6');
    const { Result } = await (await start(narrow)).until(({ Result: why }) => why !== undefined && why !== 'success');
    expect(Result).toBe('timeout');
  });
});
