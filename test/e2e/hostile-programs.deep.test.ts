import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { eventually } from '../support/eventually.js';
import { hostilePrograms } from '../support/hostile-programs.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { TestHub } from '../support/test-hub.js';

const quiet =
  'id: quiet\nname: Quiet\nsummary: A sample.\ngoal: break\nphases:\n  - name: One\n    for: 5m\n    back: { knead: 20 }\n';

describeWithMosquitto('files that take a parser seconds, saved while a chair runs [S7]', () => {
  const folder = temporaryFolder();
  const programs = join(folder.path, 'programs');
  let broker: Mosquitto;
  let chair: SimulatedChair;
  let daemon: Program;
  let hub: TestHub;

  beforeAll(async () => {
    mkdirSync(programs);
    writeFileSync(join(programs, 'quiet.yaml'), quiet);
    broker = await startMosquitto();
    chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
    hub = await TestHub.connect(broker.url);
    daemon = new Program(['start'], {
      env: {
        CHAIR2MQTT_CHAIRS__0__ID: 'hall',
        CHAIR2MQTT_CHAIRS__0__PORT: `tcp://127.0.0.1:${chair.addresses.tcp?.port}`,
        CHAIR2MQTT_MQTT__URL: broker.url,
        CHAIR2MQTT_DATA_DIR: join(folder.path, 'data'),
        CHAIR2MQTT_PROGRAMS: programs,
      },
    });
  });

  afterAll(async () => {
    await hub.close();
    await daemon.kill();
    await chair.close();
    await broker.stop();
    folder.remove();
  });

  it('end no session and delay no stop; what is right is taken meanwhile', async () => {
    await hub.start('hall', { program: 'quiet' });
    await hub.untilState('running');
    const texts = Object.entries(hostilePrograms());
    for (const [name, text] of texts) writeFileSync(join(programs, `${name}.yaml`), text);
    writeFileSync(join(programs, 'zz.yaml'), quiet.replaceAll('quiet', 'zz'));
    const isRefused = (name: string): boolean =>
      daemon.lines.some((line) => line.includes('program_refused') && line.includes(`"${name}.yaml"`));
    const refused = (): number => texts.filter(([name]) => isRefused(name)).length;
    await eventually(() => refused() > 0, 'the first refusal');
    expect(refused()).toBeLessThan(texts.length);
    await hub.publish('hall/stop', 'now');
    await hub.until(() => hub.status?.state === 'stopping' || hub.status?.state === 'idle');
    expect(refused()).toBeLessThan(texts.length);
    await eventually(() => hub.last.get('hall/programs')?.includes('"zz"') === true, 'the right program');
    expect(refused()).toBe(texts.length);
    expect(hub.events.map(({ ended_by }) => ended_by).filter((ended) => ended !== null)).toEqual(['stopped']);
  });
});
