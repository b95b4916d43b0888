import { afterAll, beforeAll, it } from 'vitest';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Ear } from './ear.js';
import { rounds, Times } from './figures.js';
import { anyMoment, openDaemon, openNodeRed, openScript, reset, type Subject, settled, toWire } from './subjects.js';

/** After a stop a start has to wait for longer than this. */
const startsWaitMs = 1100;

let broker: Mosquitto;
let ear: Ear;
let subjects: readonly Subject[] = [];

beforeAll(async () => {
  broker = await startMosquitto({ config: ['set_tcp_nodelay true'] });
  ear = await Ear.connect(broker.url, ['chair2mqtt/chair/state', 'chair2mqtt/chair/result', 'script/availability']);
  const nodeRed = await openNodeRed(broker.port);
  subjects = [await openDaemon(broker.url, ear), await openScript(broker.url, ear), ...nodeRed];
});

afterAll(async () => {
  for (const subject of subjects) await subject.close();
  await ear.close();
  await broker.stop();
});

/** One after the other, each time another one first. */
async function interleaved(count: number, measure: (subject: Subject, round: number) => Promise<void>): Promise<void> {
  for (let round = 0; round < count; round += 1) {
    for (const [at] of subjects.entries()) {
      const subject = subjects[(at + round) % subjects.length];
      if (subject !== undefined) await measure(subject, round);
    }
  }
}

async function stopOf(subject: Subject, order: 'stop' | 'estop', times: Times): Promise<void> {
  await settled(ear, subject, async () => times.add(subject.name, await toWire(ear, subject, order)));
  if (order === 'estop') await reset(ear, subject);
}

it('measures stops of a chair that is idle', async () => {
  const times = new Times('`stop` to the wire, idle');
  await interleaved(2 * rounds, async (subject) => {
    await anyMoment(100);
    await stopOf(subject, 'stop', times);
  });
  times.record();
});

it('measures emergency stops of a chair that is idle', async () => {
  const times = new Times('`estop` to the wire, idle');
  await interleaved(Math.ceil(rounds / 2), async (subject) => {
    await anyMoment(100);
    await stopOf(subject, 'estop', times);
  });
  times.record();
});

/** What the daemon does not take is no measurement. */
async function taken({ name, base }: Subject, act: () => Promise<number>): Promise<number> {
  const result = name === 'chair2mqtt' ? ear.next(`${base}/result`) : null;
  const took = act();
  if (result !== null) {
    const { ok, message } = JSON.parse((await result).text);
    if (ok !== true) throw new Error(message);
  }
  return took;
}

async function startOf(subject: Subject, intensity: number): Promise<number> {
  const { base, line, name } = subject;
  const running =
    name === 'chair2mqtt' ? ear.next(`${base}/state`, (text) => JSON.parse(text).state === 'running') : null;
  const tookMs = await taken(subject, async () => {
    const arrived = line.otherLevel();
    const sentAtMs = ear.publish(`${base}/set`, { command: 'start', program: 'steady', intensity });
    return (await arrived) - sentAtMs;
  });
  await running;
  return tookMs;
}

async function adjustOf({ base, line }: Subject, intensity: number): Promise<number> {
  const arrived = line.otherLevel();
  const sentAtMs = ear.publish(`${base}/set`, { command: 'adjust', intensity });
  return (await arrived) - sentAtMs;
}

it('measures starts, adjustments and stops of a chair that runs', async () => {
  await anyMoment(startsWaitMs);
  const starts = new Times('`start` to the first SET');
  const adjustments = new Times('`adjust` to its SET, running');
  const stops = new Times('`stop` to the wire, running');
  const emergencies = new Times('`estop` to the wire, running');
  await interleaved(rounds, async (subject, round) => {
    const [first, second] = round % 2 === 0 ? [50, 70] : [55, 75];
    await anyMoment(100);
    starts.add(subject.name, await startOf(subject, first));
    await anyMoment(300);
    adjustments.add(subject.name, await adjustOf(subject, second));
    await anyMoment(300);
    const isEmergency = round % 4 === 3;
    await stopOf(subject, isEmergency ? 'estop' : 'stop', isEmergency ? emergencies : stops);
    if (subject.name === 'chair2mqtt') await anyMoment(startsWaitMs);
  });
  for (const times of [starts, adjustments, stops, emergencies]) times.record();
});
