import { describe, expect, it } from 'vitest';
import type { ScheduleStatus } from '../../../../src/core/ledger/schedules/schedule-status.js';
import type { ZoneService } from '../../../../src/core/wear/service-notes.js';
import { evening, eveningOffer as offer, eveningPlanned as planned } from '../../../support/schedule-bench.js';
import type { World } from '../fake-brokers.js';
import { chair, connected, descriptionOf, homieWorld, kept, said, settled } from './homie-world.js';

const service: ZoneService = {
  ...{ zone: 'legs', hours: 312, served_at: null, served_at_h: 0, note: '', due_in_h: 0 },
  notes: [
    {
      ...{ zone: 'legs', code: 'hours_due', technique: null, percent: null, since: null },
      message: 'legs: 312 hours of motion without any service; service is due every 300',
      advice: 'look the zone over, then say that it is done (docs/service.md)',
    },
  ],
};
const schedules = [{ ...evening, chairs: ['hall'] }];

function withPlans(): World {
  const made = homieWorld({ schedules });
  made.fleet.planned = planned;
  made.stops.online();
  made.commands.online();
  made.clock.advance(2000);
  return made;
}

const plan = (made: World, schedule: ScheduleStatus): void => {
  made.fleet.planned = schedule;
  made.face.onSchedule('hall');
};

describe('schedules in Homie', () => {
  it('are three properties of a chair that one names, and none of another', () => {
    const { properties } = descriptionOf(withPlans(), chair).nodes.session;
    expect(properties['next-scheduled']).toEqual({ name: 'Next scheduled', datatype: 'datetime' });
    expect(properties.offer).toEqual({ name: 'Offer', datatype: 'boolean' });
    expect(properties['start-offer']).toMatchObject({
      datatype: 'enum',
      format: 'press',
      settable: true,
      retained: false,
    });
    expect(Object.keys(descriptionOf(connected(), chair).nodes.session.properties)).not.toContain('offer');
  });

  it('say when the next is planned, and whether an offer can be taken, once at each change', () => {
    const made = withPlans();
    expect(kept(made).get(`${chair}/session/next-scheduled`)).toBe('2026-01-02T12:30:00Z');
    plan(made, { ...planned, offer: { ...offer, ready: false } });
    plan(made, { ...planned, offer });
    plan(made, { ...planned, offer: { ...offer, code: 'resting' } });
    plan(made, { ...planned, next: null });
    expect(said(made, `${chair}/session/offer`)).toEqual(['false', 'true', 'false']);
    expect(kept(made).get(`${chair}/session/next-scheduled`)).toBe('');
  });

  it('begin by a press on start-offer, which is refused where it was retained [S5] [S6]', () => {
    const made = withPlans();
    made.commands.deliver(`${chair}/session/start-offer/set`, 'press', { isRetained: true });
    made.clock.advance(500);
    expect(made.fleet.commands).toEqual([]);
    made.commands.deliver(`${chair}/session/start-offer/set`, 'press');
    made.clock.advance(500);
    expect(made.fleet.commands).toEqual([{ command: 'offer' }]);
  });

  it('take nothing on the offer itself: a switch that is set is no press', () => {
    const made = withPlans();
    made.commands.deliver(`${chair}/session/offer/set`, 'true');
    made.clock.advance(500);
    expect(made.fleet.commands).toEqual([]);
  });
});

describe('what there is to look after, in Homie', () => {
  it('is a boolean of a chair that was met', () => {
    const made = settled();
    expect(descriptionOf(connected(), chair).nodes.chair.properties['service-due']).toMatchObject({
      datatype: 'boolean',
    });
    expect(descriptionOf(connected({ book: null }), chair).nodes.chair.properties['service-due']).toBeUndefined();
    made.fleet.services.set('hall', [service]);
    made.face.onUsage('hall');
    made.face.onUsage('hall');
    expect(said(made, `${chair}/chair/service-due`)).toEqual(['true']);
  });
});
