import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localTime } from '../../src/core/ledger/local-day.js';
import { askControl } from '../support/control-port.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { TestHub } from '../support/test-hub.js';

const minuteMs = 60_000;
const timeZone = 'Europe/Berlin';

interface Truth {
  readonly armed: boolean;
  readonly history: readonly { readonly duty: number; readonly pump: boolean; readonly valve_closed: boolean }[];
}

const ask = async (port: number, question: object): Promise<Truth> => (await askControl(port, question)) as Truth;

/** A cron expression for the minute of the day in which this moment lies, by the clock of Berlin. */
const minuteOfDay = (atMs: number): string => {
  const [, hour, minute] = /(\d\d):(\d\d):\d\d$/.exec(localTime(new Date(atMs).toISOString(), timeZone)) ?? [];
  return `${Number(minute)} ${Number(hour)} * * *`;
};

const configOf = (url: string, firstMs: number): string => `mqtt: { url: ${url} }
http: off
data_dir: ./data
time_zone: ${timeZone}
people:
  anna: { avoid: [] }
chairs:
  - { id: living-room, port: ./ttyCHAIR }
schedules:
  - { id: first, chair: living-room, program: quick-break, person: anna, when: "${minuteOfDay(firstMs)}" }
  - { id: second, chair: living-room, program: quick-break, person: anna, when: "${minuteOfDay(firstMs + minuteMs)}" }
`;

/** Time enough for the daemon to find its chair and its broker before the minute comes. */
const headStartMs = 20_000;

describeWithMosquitto('a schedule, mosquitto, a chair on a pseudo-terminal and the daemon', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let broker: Mosquitto;
  let chair: Program;
  let daemon: Program;
  let hub: TestHub;
  let control = 0;

  beforeAll(async () => {
    broker = await startMosquitto();
    folder = temporaryFolder();
    chair = new Program(['sim', '--pty', './ttyCHAIR', '--control', '127.0.0.1:0', '--empty'], { cwd: folder.path });
    control = Number(/control=127\.0\.0\.1:(\d+)/.exec(await chair.line(/^ready/))?.[1]);
    const firstMs = minuteMs * Math.ceil((Date.now() + headStartMs) / minuteMs);
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), configOf(broker.url, firstMs));
    hub = await TestHub.connect(broker.url);
    daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
  });

  afterAll(async () => {
    await hub.close();
    await Promise.all([daemon.kill(), chair.kill()]);
    await broker.stop();
    folder.remove();
  });

  /** What `<chair>/event` said of schedules. */
  const told = (): string[] =>
    hub.events
      .filter(({ event_type }) => event_type.startsWith('schedule_'))
      .map(({ event_type, schedule, code }) => `${event_type} ${schedule} ${code}`);
  const untilTold = (what: string) => hub.until(() => told().includes(what), 2.5 * minuteMs);

  /** Presses, and gives the code of the answer. */
  async function press(retain = false): Promise<string> {
    const before = hub.results.length;
    await hub.publish('living-room/offer/set', 'press', retain);
    await hub.until(() => hub.results.length > before);
    return hub.results.at(-1)?.code ?? '';
  }

  /** Nothing of the chair was ever on, and it is not armed; looked at for so long. */
  async function expectStill(forMs: number): Promise<void> {
    for (const endsAtMs = Date.now() + forMs; Date.now() < endsAtMs; await wait(100)) {
      expect((await ask(control, { do: 'state' })).armed).toBe(false);
    }
    const { history } = await ask(control, { do: 'history', since_ms: 0 });
    expect(history.filter(({ duty, pump, valve_closed }) => duty > 0 || pump || valve_closed)).toEqual([]);
  }

  /** All lines of the ledger. */
  function ledger(): Record<string, unknown>[] {
    const path = join(folder.path, 'data/ledger');
    const lines = readdirSync(path)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(join(path, name), 'utf8').split('\n').slice(0, -1));
    return lines.map((line) => JSON.parse(line.slice(0, line.lastIndexOf(' '))));
  }

  it('offers to who sits there when its minute has come, and starts nothing; a retained press is refused [S5] [S6]', async () => {
    await hub.untilReady();
    expect(await press()).toBe('not_in_state');
    await ask(control, { do: 'inject', fault: 'sit' });
    await untilTold('schedule_offered first null');
    expect(JSON.parse(hub.last.get('living-room/schedule') ?? '{}')).toMatchObject({
      offer: { schedule: 'first', program: 'quick-break', person: 'anna', ready: true, code: 'ok' },
    });
    expect(await press(true)).toBe('retained');
    await hub.publish('living-room/offer/set', '', true);
    await expectStill(4000);
  });

  it('is over for this time with a stop, and a press after it is refused', async () => {
    await hub.publish('living-room/stop', '');
    await untilTold('schedule_skipped first stopped');
    expect(['stale', 'not_in_state']).toContain(await press());
    await hub.untilReady();
    expect(await press()).toBe('not_in_state');
    await expectStill(1000);
  });

  it('moves the motors when somebody presses, and the ledger names it', async () => {
    await untilTold('schedule_offered second null');
    await expectStill(3000);
    expect(await press()).toBe('ok');
    await hub.until(() => (hub.status?.zones.back?.level ?? 0) > 0);
    const { armed } = await ask(control, { do: 'state' });
    const { history } = await ask(control, { do: 'history', since_ms: 0 });
    expect([armed, history.some(({ duty }) => duty > 0)]).toEqual([true, true]);
    expect(hub.status).toMatchObject({ program: 'quick-break', session: { source: 'schedule', person: 'anna' } });
    expect(told().slice(-2)).toEqual(['schedule_offered second null', 'schedule_started second null']);
    await hub.publish('living-room/stop', '');
    await hub.untilState('idle');
    const isClosed = () => ledger().some(({ kind }) => kind === 'closed');
    await hub.until(isClosed);
    const lines = ledger();
    expect(lines.find(({ kind }) => kind === 'opened')).toMatchObject({
      ...{ schedule: 'second', source: 'schedule', person: 'anna', tz: timeZone },
    });
    const notes = lines.filter(({ kind }) => kind === 'schedule');
    expect(notes.map(({ schedule, outcome, code }) => [schedule, outcome, code])).toEqual([
      ['first', 'offered', null],
      ['first', 'skipped', 'stopped'],
      ['second', 'offered', null],
      ['second', 'started', null],
    ]);
  });
});
