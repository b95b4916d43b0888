import { afterAll, afterEach, expect, it } from 'vitest';
import { Program, temporaryFolder } from '../support/program.js';
import { TestHub } from '../support/test-hub.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Demos of others on this machine are none of ours. */
const env = { TMPDIR: folder.path };

/** What a command in another terminal answers. */
async function typed(words: readonly string[]): Promise<string> {
  const command = new Program(words, { env, cwd: folder.path });
  await command.exit;
  return command.text;
}

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
  program = new Program(['demo'], { env });
  expect(await program.line(/^broker mqtt:\/\/127\.0\.0\.1:\d+$/)).toBeTruthy();
  await program.line(/^ {2}npx chair2mqtt send demo-chair start quick-break/);
  const page = (await program.line(/^page http:/)).split(' ')[1] ?? '';
  expect(program.text).not.toMatch(/^running/m);
  expect(await (await fetch(page)).text()).toContain('<script');
  await program.line(/^running .*back knead [1-9].*seat compress [1-9].*legs compress [1-9]/);
  const tried = await typed(['send', 'demo-chair', 'start', 'quick-break']);
  expect(tried).toMatch(
    /^not_in_state: the chair is running for another \d+ s: start again after that, or stop it first$/,
  );
  expect(await typed(['status'])).toMatch(/^demo-chair: running {2}demo - /);
  expect(await typed(['send', 'demo-chair', 'stop'])).toMatch(/^ok: stop/);
  await program.line(/^The tour is over/);
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
    await Promise.all([program.line(/^Ctrl-C/), other.line(/^Ctrl-C/)]);
    expect(one).not.toBe(two);
    const said = `${program.text}\n${other.text}`;
    expect(said).toMatch(/^port 1883 is in use by .+, so the broker has port \d+$/m);
    expect(said).toMatch(/mosquitto_pub -p \d+ -t/);
    await Promise.all([program.line(/^ready$/), other.line(/^ready$/)]);
  } finally {
    await other.end();
  }
});
