// Run it with: node --test node-test.test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameLine, SimulatedChair, VirtualTime } from 'chair2mqtt/sim';

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

test('a chair whose host falls silent stops by itself', () => {
  const { chair, time, ask } = greetedChair();
  ask('3 SET legs vibrate 40 0 1000 5000');
  ask('4 KEEP');
  time.advance(300);
  assert.ok(chair.zones.legs.level > 0);

  // Nothing is written any more: the lease runs out.
  time.advance(2000);
  assert.equal(chair.zones.legs.level, 0);
});
