import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { geteuid } from 'node:process';
import { findProfile } from '../adapters/files/profile-file.js';
import { listPorts } from '../adapters/serial/list-ports.js';
import { findUsb, openPort } from '../adapters/serial/open-port.js';
import { driverFor } from '../chair/drivers.js';
import { portName, portSettingOf } from '../config.js';
import { driverChoice } from '../core/configuration/driver.js';
import { avoidWords, isAvoidWord } from '../core/safety/people.js';
import type { KnownSetup } from '../core/setup/answers.js';
import { isDemoBroker } from '../core/setup/broker-place.js';
import { addressesIn, addressText } from '../core/setup/broker-text.js';
import { chairIdFault, faultOf, personIdFault } from '../core/setup/checks.js';
import { doubtful, proven, refuted } from '../core/setup/findings.js';
import type { MetChair, SetupAnswers, SetupFinding, SetupStepId } from '../core/web/setup.js';
import type { Clock } from '../ports.js';
import { checkBroker } from './check-broker.js';
import { doctorAccess } from './doctor-checks.js';
import { checkRetain } from './doctor-retain.js';
import { checkRights } from './doctor-rights.js';
import { judgeHeard, judgeProbe, judgePromises, listenToChair } from './judge-chair.js';
import { judgeDevice, judgeServer, readSetupPort } from './judge-port.js';
import { probeChair } from './probe-chair.js';
import { silentLog } from './process-edge.js';
import type { ComposedFile } from './setup-file.js';
import type { ListPorts } from './setup-ports.js';

type NewPerson = SetupAnswers['people']['people'][number];

/** What a test is made with. */
export interface SetupBench {
  /** Where the broker of a demo is that runs now, or null. */
  readonly demoBroker: string | null;
  readonly answers: SetupAnswers;
  readonly known: KnownSetup;
  /** The only ports that may be opened; null: any. */
  readonly onlyPorts: readonly string[] | null;
  /** The chair of the file that has this port already, or null. */
  readonly ownerOf: (port: string) => Promise<string | null>;
  readonly compose: () => ComposedFile;
  /** Why the file cannot be written, and what to do; null: it can, or nothing is written. */
  readonly whyUnwritable: () => ReturnType<typeof whyUnwritable>;
  readonly clock: Clock;
  readonly version: string;
  readonly list?: ListPorts;
}

/** What a test has found. `met` only of a handshake with a chair that introduces itself. */
export interface SetupTest {
  readonly findings: readonly SetupFinding[];
  readonly met?: MetChair;
}

const found = (...findings: readonly SetupFinding[]): SetupTest => ({ findings });

/** Looks at what was answered in a step. Nothing moves: no order but HELLO, CAPS and STATUS is sent. */
export async function testSetupStep(step: SetupStepId, bench: SetupBench): Promise<SetupTest> {
  switch (step) {
    case 'port':
      return found(await testPort(bench));
    case 'chair':
      return found(...testChair(bench));
    case 'handshake':
      return await testHandshake(bench);
    case 'broker':
      return found(...(await testBroker(bench)));
    case 'people':
      return found(...testPeople(bench));
    case 'file':
      return found(...testFile(bench));
  }
}

async function testPort({
  answers,
  onlyPorts,
  ownerOf,
  clock,
  list = listPorts,
  known,
}: SetupBench): Promise<SetupFinding> {
  const { adds_chair, port: text } = answers.port;
  if (!adds_chair) {
    const count = known.chairs.length;
    return proven('no_chair_asked', { chairs: count }, `no chair is added; the file has ${count}`);
  }
  if (onlyPorts?.includes(text) === false) {
    const advice = 'choose the simulated one; "chair2mqtt setup" sets up a chair of this machine';
    return refuted('port_of_demo', { port: text }, 'the demo opens its simulated chair alone', advice);
  }
  const port = readSetupPort(text);
  if ('what' in port) {
    const { what, cure } = port;
    return refuted(
      'port_wrong',
      { port: text, problem: what },
      `the port ${what}`,
      cure ?? 'choose one of those that were found',
    );
  }
  const owner = await ownerOf(text);
  if (owner !== null) {
    const message = `${text} is the port of the chair ${owner}`;
    return refuted(
      'port_of_chair',
      { port: text, chair: owner },
      message,
      'choose another port: each chair has its own',
    );
  }
  if (port.kind === 'tcp') return await judgeServer(text, port, clock);
  if (port.kind === 'path') return judgeDevice(text, port.path);
  const find = findUsb(port, await list());
  if (find.kind === 'found') return judgeDevice(text, find.path);
  return refuted('port_missing', { port: text }, find.message, '"chair2mqtt ports" lists what there is');
}

function testChair({ answers, known, compose }: SetupBench): readonly SetupFinding[] {
  const { id, driver } = answers.chair;
  const fault = chairIdFault(id);
  const isTaken = known.chairs.some((chair) => chair.id === id);
  const idFinding = isTaken
    ? refuted(
        'id_taken',
        { id },
        `the id ${id} is that of another chair`,
        'choose another: it names the topics of this chair',
      )
    : fault === null
      ? proven('id_free', { id }, `the id ${id} is free`)
      : refuted(
          'id_wrong',
          { id, problem: fault.what },
          `the id ${fault.what}`,
          fault.cure ?? 'it names the topics of this chair',
        );
  return [testDriver(driver), idFinding, ...(idFinding.kind === 'ok' ? chairProblems(id, compose()) : [])];
}

const driverCure = 'docs/chairs.md says which there are, and how to make one';

function testDriver(driver: string): SetupFinding {
  if (driver === 'clp') return proven('driver_ready', { driver, title: 'CLP/1' }, 'the chair speaks CLP/1');
  const wrong = (problem: string, cure = driverCure): SetupFinding =>
    refuted('driver_wrong', { driver, problem }, problem, cure);
  const choice = driverChoice().safeParse(driver);
  const fault = faultOf(choice);
  if (fault !== null) return wrong(`the driver ${fault.what}`, fault.cure ?? driverCure);
  if (choice.data?.kind !== 'profile') return wrong(`there is no driver ${driver}`);
  const profile = findProfile(choice.data.name, undefined);
  if (profile.kind === 'none') return wrong(profile.message);
  if (profile.kind === 'refused') return wrong(profile.problems.map(({ message }) => message).join('; '));
  const { title } = profile.profile;
  return proven('driver_ready', { driver, title }, `the profile is there: ${title}`);
}

/** The chair as the daemon would read it, which the environment may have changed. */
function chairProblems(id: string, composed: ComposedFile): readonly SetupFinding[] {
  const { loaded } = composed;
  if (loaded.kind === 'refused') return settingProblems(composed, 'chair');
  if (loaded.config.chairs.some((chair) => chair.id === id)) return [];
  const problem = `variables of the environment stand in place of ${id}`;
  return [refuted('setting_wrong', { part: 'chair', problem }, problem, 'unset CHAIR2MQTT_CHAIRS__...')];
}

/** What the daemon would say of the file. */
function settingProblems({ problems }: Pick<ComposedFile, 'problems'>, part: string): readonly SetupFinding[] {
  return problems.map(({ field, message, suggestion, line }) => {
    const place = line === null ? '' : `line ${line}: `;
    return refuted(
      'setting_wrong',
      { part, problem: message, ...(field === null ? {} : { field }) },
      `${place}${message}`,
      suggestion ?? 'correct the answer',
    );
  });
}

async function testHandshake(bench: SetupBench): Promise<SetupTest> {
  const { clock, version, compose, answers } = bench;
  const port = await testPort(bench);
  if (port.kind === 'problem') return found(port);
  const composed = compose();
  const { loaded } = composed;
  const chair = loaded.kind === 'loaded' ? loaded.config.chairs.find(({ id }) => id === answers.chair.id) : undefined;
  if (loaded.kind === 'refused' || chair === undefined) return found(...chairProblems(answers.chair.id, composed));
  const driver = driverFor(chair.driver, (name) => {
    const profile = findProfile(name, loaded.config.profiles);
    return profile.kind === 'profile' ? profile : null;
  });
  if (driver === null) return found(testDriver(answers.chair.driver));
  const open = openPort(portSettingOf(chair, driver.line), clock, silentLog);
  const name = portName(chair.port);
  if (driver.profile !== null) {
    const heard = await listenToChair(driver.profile, open, clock);
    return found(judgeHeard(name, driver.profile, heard, clock.nowMs()), judgePromises(driver));
  }
  const probe = await probeChair(open, clock, `chair2mqtt/${version}`);
  const findings = judgeProbe(name, probe).map(withCapture);
  if (probe.kind !== 'answered') return { findings: findings.map(asProblem) };
  const { model, fw, id: serial, zones } = probe.identity;
  const hasSeatSensor = probe.telemetry !== null && probe.telemetry.occupied !== 'none';
  return { findings, met: { model, firmware: fw, serial, zones: [...zones], has_seat_sensor: hasSeatSensor } };
}

/** A chair that cannot be asked is none for the set-up. */
const asProblem = (finding: SetupFinding): SetupFinding => ({ ...finding, kind: 'problem' });

/** A chair that does not speak CLP/1 at all may be one of a profile. */
function withCapture(finding: SetupFinding): SetupFinding {
  if (finding.code !== 'chair_silent' && finding.code !== 'chair_garbled') return finding;
  const other = 'a chair with a wire of its own needs a profile: docs/chairs.md, "chair2mqtt capture"';
  return { ...finding, advice: `${finding.advice}; ${other}` };
}

async function testBroker({ answers, compose, clock, demoBroker }: SetupBench): Promise<readonly SetupFinding[]> {
  const composed = compose();
  const { loaded } = composed;
  if (loaded.kind === 'refused') return settingProblems(composed, 'broker');
  const { config, secrets } = loaded;
  const url = addressText(config.mqtt.urls);
  if (url !== addressText(addressesIn(answers.broker.url))) {
    const message = `the environment says ${url}, which would win over the file`;
    return [refuted('broker_overridden', { url }, message, 'unset CHAIR2MQTT_MQTT__URL')];
  }
  const access = doctorAccess(config, secrets, clock);
  const broker = await checkBroker(config, secrets, clock);
  if (broker.kind !== 'back') return broker.findings;
  const rights = await checkRights(access, config, clock);
  const retain = await checkRetain(access, config, clock);
  return [
    ...broker.findings,
    ...rights,
    ...retain,
    ...config.mqtt.urls.flatMap((each) => demoWarning(each, demoBroker)),
  ];
}

function demoWarning(url: string, demoBroker: string | null): readonly SetupFinding[] {
  if (demoBroker === null || !isDemoBroker(url, demoBroker)) return [];
  const message = `${url} is the broker of the demo that runs here, and ends with it`;
  return [doubtful('broker_of_demo', { url }, message, 'name the broker of your hub, or install one')];
}

function testPerson({ id, avoid }: NewPerson, taken: readonly string[]): readonly SetupFinding[] {
  if (taken.includes(id)) {
    return [refuted('person_taken', { id }, `there is ${id} already`, 'choose another id, or change the file by hand')];
  }
  const fault = personIdFault(id, taken);
  if (fault !== null) {
    return [refuted('person_wrong', { id, problem: fault.what }, fault.what, fault.cure ?? 'correct it')];
  }
  return avoid
    .filter((word) => !isAvoidWord(word))
    .map((word) => {
      const message = `${word} is no word for avoid`;
      return refuted('person_wrong', { id, problem: word }, message, `there are ${avoidWords.join(', ')}`);
    });
}

function testPeople({ answers, known, compose }: SetupBench): readonly SetupFinding[] {
  const { people, person } = answers.people;
  const all = [...known.people, ...people.map(({ id }) => id)];
  const findings = people.flatMap((each, index) => testPerson(each, all.slice(0, known.people.length + index)));
  if (person !== '' && !all.includes(person)) {
    findings.push(
      refuted('person_wrong', { id: person, problem: person }, `there is no ${person}`, 'name one of the people'),
    );
  }
  if (findings.length > 0) return findings;
  // What is wrong elsewhere is said there, or of the file.
  const ofPeople = compose().problems.filter(({ field }) => [null, 'people', 'person'].includes(field));
  const problems = settingProblems({ problems: ofPeople }, 'people');
  if (problems.length > 0) return problems;
  const message = all.length === 0 ? 'nobody is named' : `the people are right: ${all.join(', ')}`;
  return [proven('people_ready', { people: all.length }, message)];
}

function testFile({ compose, whyUnwritable }: SetupBench): readonly SetupFinding[] {
  const composed = compose();
  const problems = settingProblems(composed, 'file');
  if (problems.length > 0) return problems;
  const unwritable = whyUnwritable();
  if (unwritable !== null) {
    const { reason, advice } = unwritable;
    return [refuted('file_unwritable', { reason }, reason, advice)];
  }
  return composed.difference.length === 0
    ? [proven('file_same', {}, 'nothing would change in the file')]
    : [proven('file_ready', {}, 'the daemon would read this file as it is')];
}

interface Unwritable {
  readonly reason: string;
  readonly advice: string;
}

const otherFile = 'name another file with --config';

/** What stands in place of the file must be one, and this user's: another in its place keeps its owner. */
function whyNoFile(file: string): Unwritable | null {
  const there = statSync(file, { throwIfNoEntry: false });
  if (there === undefined) {
    const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    return isLink ? { reason: `${file} is a link that leads nowhere`, advice: otherFile } : null;
  }
  if (!there.isFile()) return { reason: `${file} is not a file`, advice: otherFile };
  const user = geteuid?.() ?? there.uid;
  if (user === 0 || user === there.uid) return null;
  return { reason: `${file} belongs to another user`, advice: `run this as its owner, or ${otherFile}` };
}

/** Why a file cannot be written where it is, or null. */
export function whyUnwritable(file: string): Unwritable | null {
  const folder = dirname(resolve(file));
  try {
    accessSync(folder, constants.W_OK);
    return whyNoFile(file);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const advice = isMissing ? `mkdir -p ${folder}` : 'run this as a user who may, or name another file with --config';
    return { reason: isMissing ? `there is no folder ${folder}` : `this user may not write to ${folder}`, advice };
  }
}
