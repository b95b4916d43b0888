import { freePort } from '../support/mosquitto.js';

export async function lastingPorts(count: number): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < count) found.push(await freePort());
  return found;
}
