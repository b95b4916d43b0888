// Simulates the same seeds again and again in one process, and says what each time took: of CPU, all threads together.
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [root, minutes, seeds, times, faults] = process.argv.slice(2);
const file = join(root, '.simulate/test/simulation/simulate.js');
const { simulate } = await import(pathToFileURL(file).href);
const only = faults === 'none' ? [] : null;

/** Simulated time for a unit of CPU time. */
async function speed() {
  const before = process.cpuUsage();
  let simulatedMs = 0;
  // A seed that fails is for the tests; the speed is said all the same.
  for (let seed = 1; seed <= Number(seeds); seed += 1) {
    const outcome = await simulate({ seed, minutes: Number(minutes), only });
    simulatedMs += outcome.simulatedMs;
  }
  const { user, system } = process.cpuUsage(before);
  return (simulatedMs * 1000) / (user + system);
}

const speeds = [];
while (speeds.length < Number(times)) speeds.push(await speed());
process.stdout.write(JSON.stringify(speeds));
