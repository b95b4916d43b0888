import { randomHex } from '../adapters/mqtt/lanes.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import type { Config } from '../config.js';
import { urlWithoutSecrets } from '../core/broker/broker-url.js';
import type { Clock } from '../ports.js';
import { type DoctorAccess, type DoctorFinding, fineFinding, ownBridgeId, warningFinding } from './doctor-checks.js';
import { findKept, RetainListener } from './doctor-retain.js';

const name = 'retained messages';
const clusters = 'docs/fleet.md, "Clusters of brokers", says what that means and what helps';
const nameOf = ({ urls }: DoctorAccess): string => urls.map(urlWithoutSecrets).join(', ');

/** Whether what is kept there comes to who subscribes now; null where there is no connection. */
async function isFound(access: DoctorAccess, filter: string, payload: string, clock: Clock): Promise<boolean | null> {
  const found = await findKept(access, filter, payload, clock);
  return found === undefined ? null : found !== null;
}

/** Keeps a message at one node, and looks for it by a wildcard there, and by its name at the next. */
async function checkNode(
  here: DoctorAccess,
  next: DoctorAccess,
  topics: { readonly own: string; readonly any: string },
  clock: Clock,
): Promise<readonly DoctorFinding[]> {
  const payload = `chair2mqtt-probe ${randomHex(clock, 32)}`;
  const keeper = new RetainListener(here, topics.own, clock, '-keeper', 2);
  if (!(await keeper.online())) {
    await keeper.close();
    return [];
  }
  keeper.publish(payload);
  await keeper.heard(payload);
  const [byWildcard, elsewhere] = [
    await isFound(here, topics.any, payload, clock),
    await isFound(next, topics.own, payload, clock),
  ];
  keeper.publish('');
  await keeper.heard('');
  await keeper.close();
  return judge(nameOf(here), nameOf(next), byWildcard, elsewhere);
}

function judge(
  here: string,
  next: string,
  byWildcard: boolean | null,
  elsewhere: boolean | null,
): readonly DoctorFinding[] {
  const findings: DoctorFinding[] = [];
  if (byWildcard === true) findings.push(fineFinding(name, `${here}: what is kept there is found by a wildcard`));
  if (byWildcard === false) {
    const message = `${here}: what is kept there is not found by a wildcard: hubs that connect later see no chair until they ask anew`;
    findings.push(warningFinding(name, message, clusters));
  }
  if (elsewhere === true) findings.push(fineFinding(name, `${here}: what is kept there is seen at ${next}`));
  if (elsewhere === false) {
    const message = `${here}: what is kept there is not seen at ${next}: hubs at that node do not see what stands, only what changes`;
    findings.push(warningFinding(name, message, clusters));
  }
  return findings;
}

/** How far what one node keeps spreads, for each node that answers; nothing where there is just one. */
export async function checkSpread(
  nodes: readonly DoctorAccess[],
  { mqtt, ...config }: Config,
  clock: Clock,
): Promise<readonly DoctorFinding[]> {
  if (nodes.length < 2) return [];
  const bridge = (id: string): string => topicsOf(mqtt.base_topic, id).bridge('doctor');
  const topics = { own: bridge(ownBridgeId({ mqtt, ...config })), any: bridge('+') };
  const findings: DoctorFinding[] = [];
  for (const [index, here] of nodes.entries()) {
    const next = nodes[(index + 1) % nodes.length] ?? here;
    findings.push(...(await checkNode(here, next, topics, clock)));
  }
  return findings;
}
