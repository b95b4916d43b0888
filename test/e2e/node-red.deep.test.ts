import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { describeWithNodeRed, NodeRed } from '../support/node-red.js';
import { Program, temporaryFolder } from '../support/program.js';
import { TestHub } from '../support/test-hub.js';

const flow = new URL('../../docs/hubs/node-red-flow.json', import.meta.url);
const joinedMs = 2500;

describeWithNodeRed('Node-RED with the flow of the documentation', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let port = 0;
  let broker: Mosquitto;
  let chair: Program;
  let daemon: Program;
  let hub: TestHub;
  let nodeRed: NodeRed;

  const startNodeRed = () =>
    NodeRed.start(flow, (text) =>
      text.replace('"port": "1883"', `"port": "${port}"`).replace('"localhost"', '"127.0.0.1"'),
    );
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const level = () => hub.status?.zones.back?.level ?? 0;

  /** Clicks on start, as a person does: again when the daemon says that it is not ready yet. */
  async function clickStart(): Promise<void> {
    for (let tries = 0; tries < 10; tries += 1) {
      const before = hub.results.length;
      await nodeRed.inject('chair2mqtt-start');
      await hub.until(() => hub.results.length > before);
      if (hub.results.at(-1)?.ok === true) return;
      await pause(500);
    }
    throw new Error(`never taken: ${JSON.stringify(hub.results.at(-1))}`);
  }

  beforeEach(async () => {
    folder = temporaryFolder();
    port = await freePort();
    broker = await startMosquitto({ port });
    chair = new Program(['sim', '--pty', './ttyCHAIR'], { cwd: folder.path });
    await chair.line(/^ready/);
    writeFileSync(
      join(folder.path, 'chair2mqtt.yaml'),
      `mqtt: { url: ${broker.url}, require_ts: true }\nhttp: off\nchairs:\n  - { id: living-room, port: ./ttyCHAIR }\n`,
    );
    daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
    hub = await TestHub.connect(broker.url);
    await hub.untilState('idle');
    nodeRed = await startNodeRed();
  });

  afterEach(async () => {
    await nodeRed.kill();
    await hub.close();
    await Promise.all([daemon.kill(), chair.kill()]);
    await broker.stop();
    folder.remove();
  });

  it('starts a program from an inject node, shows what became of it, and stops', async () => {
    await clickStart();
    await hub.untilState('running');
    await hub.until(() => level() > 0);
    await nodeRed.until(() => nodeRed.output.includes("code: 'ok'") && nodeRed.output.includes('running, '));
    await nodeRed.inject('chair2mqtt-stop');
    await hub.untilState('idle');
    expect(level()).toBe(0);
    await nodeRed.until(() => /\[debug:state\][^[]*idle/.test(nodeRed.output));
  });

  it('shows why a start was refused', async () => {
    await clickStart();
    await hub.untilState('running');
    await nodeRed.inject('chair2mqtt-start');
    await nodeRed.until(() => nodeRed.output.includes("code: 'not_in_state'"));
  });

  it('[S6] starts nothing when Node-RED or the broker comes back, and works again', async () => {
    await clickStart();
    await hub.untilState('running');
    await nodeRed.inject('chair2mqtt-stop');
    await hub.untilState('idle');
    const sessions = () => hub.events.filter(({ event_type }) => event_type === 'session_started').length;
    const before = sessions();
    await nodeRed.kill();
    nodeRed = await startNodeRed();
    await broker.stop();
    broker = await startMosquitto({ port });
    await pause(joinedMs + 2000);
    expect(sessions()).toBe(before);
    expect(level()).toBe(0);
    await nodeRed.until(() => (nodeRed.output.match(/Connected to broker/g) ?? []).length >= 2);
    await clickStart();
    await hub.untilState('running');
  });
});
