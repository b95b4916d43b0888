import type { Status, StatusEvent, TelemetryStatus } from '../../../src/core/status.js';
import { plainText, type ScreenSize } from '../../../src/core/watch/line.js';
import { needsSomebody } from '../../../src/core/watch/list-lines.js';
import { type ShownWatch, screenLines } from '../../../src/core/watch/screen-lines.js';
import { newView, settledView } from '../../../src/core/watch/view.js';
import { WatchedHouse } from '../../../src/core/watch/watched-house.js';
import { statusAtRest } from '../../support/status-sample.js';

export const sessionStatus = (news: Partial<Status> = {}): Status =>
  statusAtRest({
    state: 'running',
    program: 'relaxation',
    phase: 'Arrive',
    phase_index: 1,
    phases: 5,
    elapsed_s: 60,
    remaining_s: 540,
    duration_s: 600,
    intensity: 70,
    zones: {
      back: { technique: 'knead', level: 42, rate: 6 },
      seat: { technique: 'vibrate', level: 20, rate: 30 },
      legs: { technique: 'off', level: 0, rate: 0 },
    },
    session: { id: '01A', started_at: '2026-01-01T11:59:00Z', source: 'mqtt', person: null },
    ...news,
  });

const measured: TelemetryStatus = {
  zones: {
    back: { technique: 'knead', level: 42, rate: 6, temperature_c: 31, current_ma: 300, flags: [] },
    seat: { technique: 'vibrate', level: 20, rate: 30, temperature_c: 44, current_ma: 100, flags: ['derated'] },
    legs: { technique: 'off', level: 0, rate: 0, temperature_c: 27, current_ma: 0, flags: [] },
  },
  rail_v: 24,
  lease_ms: 900,
  link: { crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: 2, age_ms: 20 },
  ts: '2026-01-01T12:00:00Z',
};

export const watchedEvent = (news: Partial<StatusEvent> = {}): StatusEvent => ({
  event_type: 'phase_started',
  session_id: '01A',
  program: 'relaxation',
  phase: 'Arrive',
  ended_by: null,
  fault: null,
  reason: null,
  late: null,
  source: 'mqtt',
  schedule: null,
  code: null,
  ts: '2026-01-01T11:59:20Z',
  ...news,
});

/** A house that hears what a test says. */
export class WatchBench {
  nowMs = 100_000;
  readonly house: WatchedHouse;

  constructor(only: string | null = null) {
    this.house = new WatchedHouse(only, this.nowMs);
  }

  say(topic: string, payload: unknown, isMemory = false): void {
    const [id = '', leaf = ''] = topic.split('/');
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    this.house.take({ id, leaf, payload: new TextEncoder().encode(text), isMemory }, this.nowMs, true);
  }

  /** A chair that is there, and the daemon that has it. */
  chair(id: string, status: Status, name = id): void {
    this.say('bridge/info', { chairs: [{ id, name }] }, true);
    this.say(`${id}/availability`, 'online', true);
    this.say(`${id}/state`, status, true);
    this.say(`${id}/telemetry`, measured);
  }

  watch(news: Partial<ShownWatch> = {}): ShownWatch {
    const { house } = this;
    return {
      ids: house.ids,
      view: settledView(newView(null), house.ids),
      isArmed: false,
      shown: (id) => {
        const chair = house.chair(id);
        const isBrokerThere = (news.brokerAway ?? null) === null;
        const moment = chair === null ? null : house.moment(chair, this.nowMs);
        return chair === null || moment === null
          ? null
          : { chair, moment, trace: null, isBrokerThere, timeZone: 'UTC' };
      },
      outcome: null,
      brokerAway: null,
      troubles: house.ids.filter((id) => needsSomebody(house.chair(id)?.status ?? null)).length,
      isFull: house.isFull,
      ...news,
    };
  }

  screen(size: ScreenSize, news: Partial<ShownWatch> = {}): readonly string[] {
    return screenLines(this.watch(news), size).map(plainText);
  }
}
