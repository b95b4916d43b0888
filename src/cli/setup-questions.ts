import { type AnswerFault, brokerUrlFault, chairIdFault, personIdFault, readAvoid } from '../core/setup/checks.js';
import type { SentAnswers } from '../core/setup/desk.js';
import { setupFieldNames } from '../core/setup/fields.js';
import type { FoundPort, SetupAnswers, SetupState } from '../core/web/setup.js';
import { readSetupPort } from './judge-port.js';
import type { LineInput } from './line-input.js';
import { printable } from './process-edge.js';

/** Thrown where somebody goes elsewhere in place of an answer: to the step before, to the end, or because there is nothing to read. */
export class Detour extends Error {
  constructor(readonly way: 'back' | 'quit' | 'ended') {
    super(way);
  }
}

/** Thrown where a step has to be asked once more. */
export class Misunderstood extends Error {}

export const refusedMark = '  NO  ';

/** Asks one question; Enter gives what was proposed. */
export class Questions {
  private readonly proposals = new Map<string, string>();

  constructor(
    private readonly input: LineInput,
    readonly say: (text: string) => void,
  ) {}

  async ask(prompt: string, proposed: string): Promise<string> {
    this.proposals.set(prompt, proposed);
    const text = (await this.line(proposed === '' ? `${prompt}: ` : `${prompt} [${proposed}]: `, false)).trim();
    return text === '' ? proposed : text;
  }

  /** What is typed is not shown, and is taken as it is. */
  async askHidden(prompt: string, proposed: string): Promise<string> {
    const text = await this.line(`${prompt} [${proposed}]: `, true);
    return text === '' ? proposed : text;
  }

  /** `-` is the word for none. */
  async askOrNone(prompt: string, proposed: string): Promise<string> {
    const text = await this.ask(`${prompt}; - for none`, proposed || '-');
    return text === '-' ? '' : text;
  }

  /** Asks until nothing is wrong with the answer; what was probably meant is proposed then. */
  async askRight(prompt: string, proposed: string, faultOf: (text: string) => AnswerFault | null): Promise<string> {
    let offered = proposed;
    for (;;) {
      const text = await this.ask(prompt, offered);
      const fault = faultOf(text);
      if (fault === null) return text;
      this.refuse(fault);
      offered = fault.meant ?? proposed;
    }
  }

  async askWhole(prompt: string, proposed: number, max: number): Promise<number> {
    const what = `that must be a whole number from 1 to ${max}`;
    const isRight = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= max;
    const fault = (text: string) => (isRight(Number(text)) ? null : { what, cure: null, meant: null });
    return Number(await this.askRight(prompt, String(proposed), fault));
  }

  refuse({ what, cure }: Pick<AnswerFault, 'what' | 'cure'>): void {
    this.say(`${refusedMark}${printable(what)}`);
    if (cure !== null) this.say(`      -> ${printable(cure)}`);
  }

  async agrees(prompt: string, proposed: 'y' | 'n'): Promise<boolean> {
    const fault = (text: string): AnswerFault | null =>
      /^(y|yes|n|no)$/i.test(text) ? null : { what: 'that must be y or n', cure: null, meant: null };
    return /^y/i.test(await this.askRight(`${prompt} y/n`, proposed, fault));
  }

  /** What was proposed the last time that this was asked. */
  proposedBefore(prompt: string): string {
    return this.proposals.get(prompt) ?? '';
  }

  private async line(text: string, isHidden: boolean): Promise<string> {
    const line = await (isHidden ? this.input.askHidden(text) : this.input.ask(text));
    if (line === null) throw new Detour('ended');
    if (line.trim() === 'b') throw new Detour('back');
    if (line.trim() === 'q') throw new Detour('quit');
    return line;
  }
}

const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

function portLine(number: number, { port, path, about, chair }: FoundPort): string {
  const place = path === port ? '' : `\n     at ${path}`;
  const plug = about === '' ? '' : `\n     ${about}`;
  const owner = chair === null ? '' : `\n     the port of ${chair}`;
  return printableLines(`  ${number}  ${port}${place}${plug}${owner}`);
}

const portPrompt = 'Number, device or tcp://host:port';

function portFault(text: string): AnswerFault | null {
  const port = readSetupPort(text);
  return text === 'u' || 'kind' in port ? null : { ...port, what: `the port ${port.what}` };
}

/** `recognise` gives the port that was pulled out and came back, or null where that was given up. */
export async function askPort(
  questions: Questions,
  { answers, known, ports, steps }: SetupState,
  recognise: () => Promise<string | null>,
): Promise<SentAnswers> {
  const { say } = questions;
  const { adds_chair, port } = answers.port;
  if (known.chairs.length > 0) {
    say(`The file has: ${known.chairs.map(({ id }) => id).join(', ')}`);
    if (!(await questions.agrees('Add a chair?', adds_chair ? 'y' : 'n')))
      return { port: { adds_chair: false, port: '' } };
  }
  for (const [at, found] of ports.entries()) say(portLine(at + 1, found));
  if (ports.length === 0) say('No serial port was found. Is the cable in, and does it carry data?');
  say('u: find the port by unplugging the chair');
  const free = ports.find(({ chair, about }) => chair === null && about !== '')?.port ?? '';
  const isRefused = steps.some(({ id, state }) => id === 'port' && state === 'failed');
  const proposed = isRefused ? questions.proposedBefore(portPrompt) : port;
  const portOf = (text: string): string => ports[Number(text) - 1]?.port ?? text;
  const text = await questions.askRight(portPrompt, proposed || free, (each) => portFault(portOf(each)));
  if (text !== 'u') return { port: { adds_chair: true, port: portOf(text) } };
  const recognised = await recognise();
  if (recognised === null) throw new Misunderstood('Given up.');
  return { port: { adds_chair: true, port: recognised } };
}

export async function askChair(questions: Questions, { answers, drivers }: SetupState): Promise<SentAnswers> {
  const { chair } = answers;
  for (const [at, { driver, title }] of drivers.entries()) questions.say(`  ${at + 1}  ${driver}  ${printable(title)}`);
  const text = await questions.ask('Number or driver', chair.driver);
  const driver = drivers[Number(text) - 1]?.driver ?? text;
  const baudRate =
    driver === 'clp' ? await questions.askWhole('Baud rate', chair.baud_rate, 10_000_000) : chair.baud_rate;
  const id = await questions.askRight('Id, for its topics', chair.id, (text) => {
    const fault = chairIdFault(text);
    return fault === null ? null : { ...fault, what: `the id ${fault.what}` };
  });
  const name = await questions.ask('Name, for people', chair.name || id);
  return { chair: { driver, baud_rate: baudRate, id, name } };
}

export async function askBroker(questions: Questions, { answers, demo_broker }: SetupState): Promise<SentAnswers> {
  const { broker } = answers;
  if (broker.url === demo_broker) {
    questions.say(`${broker.url} is the broker of the demo\nthat runs here, and ends with it.`);
  }
  const url = await questions.askRight(setupFieldNames.url, broker.url, (text) => {
    const fault = brokerUrlFault(text);
    return fault === null ? null : { ...fault, what: `${setupFieldNames.url} ${fault.what}` };
  });
  const username = await questions.askOrNone('User', broker.username);
  const password = await askPassword(questions, username, broker);
  const isSecure = /^(mqtts|wss):/.test(url);
  if (isSecure) questions.say('A certificate that no public authority has signed needs the file of its own.');
  const caFile = isSecure ? await questions.askOrNone(setupFieldNames.ca_file, broker.ca_file) : broker.ca_file;
  return { broker: { url, username, ...password, ca_file: caFile } };
}

type Password = Pick<SetupAnswers['broker'], 'password' | 'password_file'>;

/** What is typed comes into the file itself; `file:PATH` names one that holds it. */
async function askPassword(
  questions: Questions,
  username: string,
  { has_password, password_file }: SetupState['answers']['broker'],
): Promise<Password> {
  if (username === '') return { password: has_password ? '' : null, password_file: '' };
  const kept = password_file === '' ? (has_password ? 'kept' : 'none') : `file:${password_file}`;
  const text = await questions.askHidden('Password, not shown, or file:PATH; - for none', kept);
  if (text === kept) return { password: null, password_file };
  const inPlace = has_password ? '' : null;
  if (text === '-') return { password: inPlace, password_file: '' };
  if (text.startsWith('file:')) return { password: inPlace, password_file: text.slice('file:'.length) };
  return { password: text, password_file: '' };
}

type AskedPerson = SetupAnswers['people']['people'][number];

const personLine = ({ id, avoid, level_max }: AskedPerson): string =>
  `  ${[id, ...avoid, `at most ${level_max} %`].join(', ')}`;

/** `keep` is told of everybody at once: whoever goes elsewhere then loses nobody. */
export async function askPeople(
  questions: Questions,
  { answers, known, avoid_words }: SetupState,
  keep: (people: readonly AskedPerson[]) => Promise<void>,
): Promise<SentAnswers> {
  let people: readonly AskedPerson[] = answers.people.people;
  if (known.people.length > 0) questions.say(`The file has: ${known.people.join(', ')}`);
  for (;;) {
    if (people.length > 0) questions.say(printableLines(`To be added:\n${people.map(personLine).join('\n')}`));
    const changed = await askOne(questions, people, known.people, avoid_words);
    if (changed === null) break;
    people = changed;
    await keep(people);
  }
  const all = [...known.people, ...people.map(({ id }) => id)];
  if (all.length === 0 || !answers.port.adds_chair) return { people: { people: [...people], person: '' } };
  questions.say(`Who sits in this chair when nobody is named? ${all.join(', ')}`);
  const { person: before } = answers.people;
  const fault = (text: string): AnswerFault | null =>
    text === '-' || all.includes(text)
      ? null
      : { what: `there is no ${text}`, cure: `there are ${all.join(', ')}`, meant: null };
  const person = await questions.askRight('Person; - for none', all.includes(before) ? before : '-', fault);
  return { people: { people: [...people], person: person === '-' ? '' : person } };
}

/** The people with one more or one less; null: nobody more. */
async function askOne(
  questions: Questions,
  people: readonly AskedPerson[],
  known: readonly string[],
  words: readonly string[],
): Promise<readonly AskedPerson[] | null> {
  const out = people.length === 0 ? '' : ', -ID to take out';
  const text = await questions.ask(`Id of a person to add${out}; Enter: no more`, '');
  if (text === '') return null;
  const others = people.filter(({ id }) => `-${id}` !== text);
  if (others.length < people.length) return others;
  const taken = [...known, ...people.map(({ id }) => id)];
  const id = await rightId(questions, text, taken);
  return id === null ? people : await withPerson(questions, people, id, words);
}

/** Null: this person is left out after all, which was said. */
async function rightId(questions: Questions, text: string, taken: readonly string[]): Promise<string | null> {
  const fault = personIdFault(text, taken);
  if (fault === null) return text;
  questions.refuse(fault);
  const next = await questions.askRight('Id; - leaves this person out', fault.meant ?? '', (each) =>
    each === '-' ? null : personIdFault(each, taken),
  );
  return next === '-' ? null : next;
}

/** Who goes back in the middle of a person is told that nobody was added. */
async function withPerson(
  questions: Questions,
  people: readonly AskedPerson[],
  id: string,
  words: readonly string[],
): Promise<readonly AskedPerson[]> {
  try {
    return [...people, await askPerson(questions, id, words)];
  } catch (error) {
    if (!(error instanceof Detour) || error.way !== 'back') throw error;
    questions.say(`${id} is not added.`);
    return people;
  }
}

async function askPerson(questions: Questions, id: string, words: readonly string[]): Promise<AskedPerson> {
  questions.say(`What must this person be spared?\nAny of: ${words.join(', ')}`);
  const text = await questions.askRight('Words with commas; - for none', '-', avoidFault);
  const avoid = text === '-' ? [] : readAvoid(text).words;
  return { id, avoid: [...avoid], level_max: await questions.askWhole('Highest level, in %', 100, 100) };
}

/** No word is dropped without a word: what cannot be read is asked for again. */
function avoidFault(text: string): AnswerFault | null {
  if (text === '') return { what: 'no word was named', cure: 'choose from the words above, or -', meant: '' };
  const { strange, meant } = readAvoid(text === '-' ? '' : text);
  if (strange.length === 0) return null;
  const cure = meant === null ? 'choose from the words above, or -' : `did you mean ${meant}?`;
  return { what: `${strange.join(', ')}: no such word`, cure, meant: meant ?? '' };
}
