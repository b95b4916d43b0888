import { describe, expect, it } from 'vitest';
import { book } from '../home-assistant/discovery-world.js';
import { chair, connected, descriptionOf, said, settled, telemetry } from './homie-world.js';

const topic = `${chair}/back/temperature`;

describe('a temperature in Homie', () => {
  it('is a property of the zones that have a sensor', () => {
    const { nodes } = descriptionOf(connected({ book: { ...book, warmZones: ['back'] } }), chair);
    expect(nodes.back.properties.temperature).toEqual({ name: 'Temperature', datatype: 'float', unit: '°C' });
    expect(nodes.seat.properties).not.toHaveProperty('temperature');
  });

  it('is said at once when it jumps by half a degree, and at most every 10 s when it creeps', () => {
    const world = settled();
    const read = (celsius: number, afterMs: number) => {
      world.clock.advance(afterMs);
      world.face.onTelemetry('hall', telemetry(celsius));
    };
    read(36, 0);
    read(36.4, 1000);
    read(36.5, 1000);
    read(36.6, 9000);
    expect(said(world, topic)).toEqual(['36', '36.5']);
    read(36.6, 1000);
    read(36.6, 60_000);
    expect(said(world, topic)).toEqual(['36', '36.5', '36.6']);
  });

  it('is cleared when the sensor fails or the chair does not answer, and said again at once after that', () => {
    const world = settled();
    world.face.onTelemetry('hall', telemetry(40.1));
    world.face.onTelemetry('hall', telemetry(null));
    world.face.onTelemetry('hall', telemetry(40.1));
    world.face.onAvailability('hall', false);
    world.face.onAvailability('hall', true);
    world.face.onTelemetry('hall', telemetry(40.1));
    expect(said(world, topic)).toEqual(['40.1', '', '40.1', '', '40.1']);
  });

  it('is said again at the next connect, and not while there is none', () => {
    const world = settled();
    world.face.onTelemetry('hall', telemetry(36));
    world.commands.offline();
    world.face.onTelemetry('hall', telemetry(41));
    expect(said(world, topic)).toEqual(['36']);
    world.commands.online();
    expect(said(world, topic)).toEqual(['36', '41']);
  });
});
