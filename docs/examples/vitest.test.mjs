// Run it with: npx vitest run vitest.test.mjs
import { frameLine, SimulatedChair, VirtualTime } from 'chair2mqtt/sim';
import { expect, test } from 'vitest';

/** A chair in memory with a host that speaks to it; time moves only where the test says so. */
function greetedChair() {
  const time = new VirtualTime();
  const chair = SimulatedChair.inMemory({ clock: time, occupied: false });
  const heard = [];
  const wire = chair.openWire({
    onOpened: () => {},
    onLine: (line) => heard.push(line),
    onNoise: () => {},
    onClosed: () => {},
  });
  const ask = (request) => {
    wire.write(frameLine(request));
    time.advance(50);
  };
  time.advance(500);
  ask('1 HELLO 1 example');
  time.advance(1000);
  ask('2 RESET lease');
  return { chair, time, heard, ask };
}

test('a motor that stalls is switched off, and the chair says why', () => {
  const { chair, time, heard, ask } = greetedChair();
  ask('3 SET legs vibrate 40 0 1000 5000');
  chair.inject('stall:legs');
  time.advance(500);
  expect(heard.some((line) => line.startsWith('E fault stall legs'))).toBe(true);
  expect(chair.zones.legs.level).toBe(0);
});
