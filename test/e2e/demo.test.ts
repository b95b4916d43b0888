import { afterEach, expect, it } from 'vitest';
import { Program } from '../support/program.js';
import { TestHub } from '../support/test-hub.js';

let program: Program | null = null;
let hub: TestHub | null = null;

afterEach(async () => {
  await hub?.close();
  await program?.end();
  hub = null;
  program = null;
});

const urlOf = (line: string): string => line.replace('broker ', '');

it('the demo moves every zone, tells how to go on, and stops on Ctrl-C', async () => {
  program = new Program(['demo']);
  expect(await program.line(/^broker mqtt:\/\/127\.0\.0\.1:\d+$/)).toBeTruthy();
  await program.line(/^running .*back knead [1-9].*seat compress [1-9].*legs compress [1-9]/);
  program.signal('SIGINT');
  expect(await program.exit).toBe(0);
  expect(program.text).toContain('the stop was verified');
});

it('the demo without a tour starts nothing, and takes commands of MQTT 3.1.1 hubs', async () => {
  program = new Program(['demo', '--no-tour']);
  hub = await TestHub.connect(urlOf(await program.line(/^broker /)), 4);
  await program.line(/^ready$/);
  expect(hub.events.map((event) => event.event_type)).not.toContain('session_started');
  await hub.start('demo-chair', { program: 'quick-break', intensity: 70 });
  await hub.untilState('running');
  expect(hub.status?.intensity).toBe(70);
  await hub.publish('all/stop', '');
  await hub.untilState('idle');
  program.signal('SIGTERM');
  expect(await program.exit).toBe(0);
});

it('two demos run beside each other, each on its own port', async () => {
  program = new Program(['demo', '--no-tour']);
  const other = new Program(['demo', '--no-tour']);
  try {
    const [one, two] = await Promise.all([program.line(/^broker /), other.line(/^broker /)]);
    expect(one).not.toBe(two);
    await Promise.all([program.line(/^ready$/), other.line(/^ready$/)]);
  } finally {
    await other.end();
  }
});
