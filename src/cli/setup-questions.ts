import type { SentAnswers } from '../core/setup/desk.js';
import type { FoundPort, SetupAnswers, SetupState } from '../core/web/setup.js';
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

/** Asks one question; Enter gives what was proposed. */
export class Questions {
  constructor(
    private readonly input: LineInput,
    readonly say: (text: string) => void,
  ) {}

  async ask(prompt: string, proposed: string): Promise<string> {
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

  async askWhole(prompt: string, proposed: number, max: number): Promise<number> {
    const value = Number(await this.ask(prompt, String(proposed)));
    if (Number.isInteger(value) && value >= 1 && value <= max) return value;
    throw new Misunderstood(`That must be a whole number from 1 to ${max}.`);
  }

  async agrees(prompt: string, proposed: 'y' | 'n'): Promise<boolean> {
    return /^y/i.test(await this.ask(`${prompt} y/n`, proposed));
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

/** `recognise` gives the port that was pulled out and came back, or null where that was given up. */
export async function askPort(
  questions: Questions,
  { answers, known, ports }: SetupState,
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
  const text = await questions.ask('Number, device or tcp://host:port', port || free);
  if (text !== 'u') return { port: { adds_chair: true, port: ports[Number(text) - 1]?.port ?? text } };
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
  const id = await questions.ask('Id, for its topics', chair.id);
  const name = await questions.ask('Name, for people', chair.name || id);
  return { chair: { driver, baud_rate: baudRate, id, name } };
}

export async function askBroker(questions: Questions, { answers }: SetupState): Promise<SentAnswers> {
  const { broker } = answers;
  const url = await questions.ask('Address', broker.url);
  const username = await questions.askOrNone('User', broker.username);
  const password = await askPassword(questions, username, broker);
  const isSecure = /^(mqtts|wss):/.test(url);
  if (isSecure) questions.say('A certificate that no public authority has signed needs the file of its own.');
  const caFile = isSecure ? await questions.askOrNone('CA file', broker.ca_file) : broker.ca_file;
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

export async function askPeople(
  questions: Questions,
  { answers, known, avoid_words }: SetupState,
): Promise<SentAnswers> {
  const people: AskedPerson[] = [];
  if (known.people.length > 0) questions.say(`The file has: ${known.people.join(', ')}`);
  for (;;) {
    const id = await questions.ask('Id of a person to add; Enter: no more', '');
    if (id === '') break;
    people.push(await askPerson(questions, id, avoid_words));
  }
  const all = [...known.people, ...people.map(({ id }) => id)];
  if (all.length === 0 || !answers.port.adds_chair) return { people: { people, person: '' } };
  questions.say(`Who sits in this chair when nobody is named? ${all.join(', ')}`);
  return { people: { people, person: await questions.askOrNone('Person', answers.people.person) } };
}

async function askPerson(questions: Questions, id: string, words: readonly string[]): Promise<AskedPerson> {
  questions.say(`What must this person be spared?\nAny of: ${words.join(', ')}`);
  const text = await questions.ask('Words with commas; Enter: nothing', '');
  const avoid = text.split(/[\s,]+/).filter((word) => word !== '');
  return { id, avoid, level_max: await questions.askWhole('Highest level', 100, 100) };
}
