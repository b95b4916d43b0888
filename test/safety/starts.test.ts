import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

describe('[S5] nothing resumes by itself', () => {
  it.each([
    'unplug@0s+2s',
    'mute@0s+3s',
    'deaf@0s+3s',
    'reboot:power',
    'reboot:watchdog',
    'half-open@0s+3s',
    'sag:8000@0s+2s',
  ])('after %s', (fault) => {
    const bench = DaemonBench.running();
    bench.inject(fault);
    bench.advance(2500);
    for (let count = 0; count < 40; count += 1) {
      expect(bench.outputNow).toBe(0);
      bench.advance(500);
    }
    expect(['idle', 'fault']).toContain(bench.state);
    expect(bench.status.session).toBeNull();
  });

  it('after a restart of the chair that only shows in its answer to a start', () => {
    let isHiding = false;
    const bench = DaemonBench.ready({
      around: (openWire) => (events) =>
        openWire({ ...events, onLine: (line) => (isHiding && /^[TE] /.test(line) ? undefined : events.onLine(line)) }),
    });
    isHiding = true;
    bench.inject('reboot:power');
    bench.advance(450);
    expect(bench.run({ command: 'start', program: 'quick-break' })?.code).toBe('ok');
    for (let count = 0; count < 200; count += 1) {
      expect(bench.outputNow).toBe(0);
      bench.advance(10);
      isHiding = false;
    }
    expect(bench.status.last_session?.ended_by).toBe('chair_restarted');
  });

  it('after a restart of the daemon', () => {
    const bench = DaemonBench.running();
    bench.restart();
    bench.advance(1500);
    expect(bench.outputNow).toBe(0);
    bench.advance(5000);
    expect(bench.state).toBe('idle');
    expect(bench.outputNow).toBe(0);
  });
});

describe('[S13] how a session ended', () => {
  it.each([
    ['unplug@0s+2s', 'link_lost'],
    ['mute@0s+3s', 'link_lost'],
    ['deaf@0s+3s', 'link_lost'],
    ['reboot:brownout', 'chair_restarted'],
    ['stall:back@0s+60s', 'fault'],
    ['overcurrent:back@0s+60s', 'fault'],
    ['button:estop', 'emergency_stop'],
  ])('%s is %s', (fault, ending) => {
    const bench = DaemonBench.running();
    bench.inject(fault);
    bench.advance(6000);
    expect(bench.status.last_session?.ended_by).toBe(ending);
    expect(bench.events.filter((event) => event.event_type === 'session_ended')).toHaveLength(1);
    expect(bench.outputNow).toBe(0);
  });
});

describe('[S18] a start from the network', () => {
  it('is taken where the chair knows that somebody sits there', () => {
    expect(DaemonBench.ready().run({ command: 'start' })?.code).toBe('ok');
  });

  it('is refused where the configuration forbids it, the button is not', () => {
    const bench = DaemonBench.ready({ settings: { remoteStart: false } });
    expect(bench.run({ command: 'start' })?.code).toBe('remote_start_off');
    expect(bench.run({ command: 'remote_start', enabled: true })?.code).toBe('remote_start_off');
    expect(bench.run({ command: 'start' }, 'button')?.code).toBe('ok');
  });

  it('is refused while the switch is off, also after a restart', () => {
    const bench = DaemonBench.ready();
    expect(bench.run({ command: 'remote_start', enabled: false })?.code).toBe('ok');
    expect(bench.status.remote_start).toBe(false);
    bench.restart();
    bench.advance(3000);
    expect(bench.run({ command: 'start' })?.code).toBe('remote_start_off');
    expect(bench.run({ command: 'remote_start', enabled: true })?.code).toBe('ok');
    expect(bench.run({ command: 'start' })?.code).toBe('ok');
  });
});

describe('[S12] an empty chair', () => {
  it('is not started', () => {
    const bench = DaemonBench.ready({ isOccupied: false });
    expect(bench.run({ command: 'start' })?.code).toBe('unoccupied');
    bench.inject('sit');
    bench.advance(1500);
    expect(bench.run({ command: 'start' })?.code).toBe('ok');
  });

  it('may be started where the configuration ignores the seat', () => {
    const bench = DaemonBench.ready({ isOccupied: false, settings: { occupancy: 'ignore' } });
    expect(bench.run({ command: 'start' })?.code).toBe('ok');
  });
});

describe('people', () => {
  it('are spared what they must avoid', () => {
    const people = { guest: { avoid: ['clot-risk'] as const, levelMax: 60 }, anna: { avoid: [], levelMax: 100 } };
    const bench = DaemonBench.ready({ people });
    expect(bench.run({ command: 'start', program: 'leg-circulation', person: 'guest' })?.code).toBe('contraindicated');
    expect(bench.run({ command: 'start', program: 'leg-circulation' })?.code).toBe('contraindicated');
    expect(bench.run({ command: 'start', program: 'leg-circulation', person: 'nobody' })?.code).toBe('invalid_command');
    expect(bench.run({ command: 'start', program: 'leg-circulation', person: 'anna' })?.code).toBe('ok');
  });
});
