import type { SetupFinding, SetupProblem, SetupState, SetupStepId } from '../../core/web/setup.js';

/** What was found, and what to do about it. */
interface FindingWords {
  readonly text: string;
  readonly advice: string | null;
}

type PortChange = SetupState['ports'][number]['change'];

/** A path or an address stays as it is. */
const sentence = (text: string): string => {
  const isName = /^\S*[:/]/.test(text);
  return `${isName ? text.charAt(0) : text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?:]$/.test(text) ? '' : '.'}`;
};

const steps: Readonly<Record<SetupStepId, string>> = {
  port: 'The port',
  chair: 'The chair',
  handshake: 'Handshake',
  broker: 'The broker',
  people: 'People',
  file: 'The file',
};

const portChangeWords: Readonly<Record<PortChange, string>> = {
  same: '',
  new: 'new',
  gone: 'pulled out',
  back: 'pulled out and back in',
};

/** Everything that the set-up says, in English. */
export const setupEnglish = {
  title: 'Set up a chair',
  live: 'Every step is tested before the next. No motor moves.',
  simulated: 'This is the demo: its chair is simulated, and nothing is written. You get the file to take away.',
  draftIntro:
    'This daemon is running, so nothing is tested and nothing is written here: answer, see what would change in the file, and download it. To test every step, end the daemon and run “chair2mqtt setup --page”.',
  loading: 'Looking what is plugged in …',
  gone: 'The set-up has ended or does not answer. Nothing more is written. To go on, run “chair2mqtt setup --page” again.',
  goneHere: 'No answer. Nothing was written; what you typed still stands here.',
  denied: 'The set-up is for the owner. Log in on About, with a link of “chair2mqtt link”.',
  toAbout: 'To About',
  refused: (message: string) => `Not done: ${message}.`,
  steps,
  stepStates: { open: 'to do', failed: 'not passed', passed: 'passed', skipped: 'not needed' },
  stepOf: (index: number, count: number) => `Step ${index} of ${count}`,
  test: 'Test',
  testing: 'Testing …',
  next: 'Next',
  back: 'Back',
  testFirst: 'Test this step, then Next opens.',
  typedSince: 'Changed since the test: test again.',
  passed: 'Passed.',
  findingKinds: { ok: 'Good', warning: 'Look', problem: 'Problem' },
  finding: ({ message, advice }: SetupFinding): FindingWords => ({
    text: sentence(message),
    advice: advice === null ? null : sentence(advice),
  }),
  addsChair: 'A new chair',
  addsNone: 'None: only change the rest of the file',
  whatChair: 'What is set up?',
  portChoice: 'Ports that were found',
  portNone: 'No serial port was found. Plug in the chair’s cable: it appears here.',
  portElse: 'Another port',
  portElseHint: 'a device such as /dev/ttyUSB0, or tcp://host:port of a serial server',
  portOfChair: (chair: string) => `belongs to ${chair}`,
  portChanges: portChangeWords,
  watch: 'Find it by unplugging',
  watchAgain: 'Begin again',
  watching: 'Pull the chair’s plug out of this computer, wait for a second, and put it back.',
  watchGone: (port: string) => `${port} was pulled out. Now put it back.`,
  watchFound: (port: string) => `That is ${port}: it is chosen.`,
  driver: 'How it is spoken to',
  driverHint: 'CLP/1 for controllers that were built for it; else the profile of the chair.',
  baudRate: 'Baud rate',
  chairId: 'Id',
  chairIdHint: 'names its topics: small letters, digits and -',
  chairName: 'Name',
  chairNameHint: 'as people call it; empty: its id',
  handshakeText: 'The chair is greeted and asked what it is. Nothing moves.',
  met: (model: string) => `This is a ${model}.`,
  metFirmware: 'Firmware',
  metSerial: 'Serial number',
  metZones: 'Zones',
  metSeat: 'Seat sensor',
  yes: 'yes',
  no: 'no',
  metDrawing: (zoneNames: readonly string[]) => `A chair with these zones: ${zoneNames.join(', ')}.`,
  brokerUrl: 'Address of the broker',
  brokerUrlHint: 'mqtt://host:1883, or mqtts://host:8883 with TLS',
  brokerOfDemo:
    'This is the broker of the demo that runs here, and ends with it. Name that of your hub, where you have one.',
  username: 'User',
  password: 'Password',
  passwordKept: 'stays as it is in the file',
  passwordDrop: 'Take the password out of the file',
  passwordFile: 'File with the password',
  passwordFileHint: 'in place of the password, which then stands in no configuration',
  caFile: 'Certificate of its authority',
  caFileHint: 'a file, for mqtts:// with a certificate of your own',
  brokerMore: 'Files for password and certificate',
  peopleText: 'Who sits there may decide how strong a massage is and which are left out. You can leave this empty.',
  peopleKnown: (names: string) => `In the file already: ${names}.`,
  personId: 'Id',
  personIdHint: 'how the file calls them: small letters, digits and -, such as oma-erna',
  personLevel: 'Strength at most, in %',
  personAvoid: 'Leave out what does not suit',
  personAdd: 'Add somebody',
  personRemove: (name: string) => `Remove ${name}`,
  personNew: 'this person',
  personSits: 'Who sits in the new chair when nobody is named?',
  nobody: 'Nobody in particular',
  fileNew: (file: string) => `${file} is new. It would hold:`,
  fileChanged: (file: string) => `In ${file} would change:`,
  fileNameless: 'The file would hold:',
  fileSame: 'Nothing would change.',
  difference: 'The difference',
  lineKinds: { same: '', added: 'added: ', removed: 'removed: ', gap: '' },
  gap: 'lines that stay as they are',
  problems: 'This would not be read by the daemon:',
  problem: ({ line, message, suggestion }: SetupProblem) =>
    `${line === null ? '' : `line ${line}: `}${message}${suggestion === null ? '' : `; ${suggestion}`}`,
  write: 'Write the file',
  written: (file: string) => `${file} is written.`,
  backup: (file: string) => `What it was before is in ${file}.`,
  whatThen: 'What comes next, in a terminal:',
  download: 'Download the file',
  downloaded:
    'Keep it as chair2mqtt.yaml in the folder where you start the daemon, or as /etc/chair2mqtt/chair2mqtt.yaml.',
  downloadFailed: 'The file did not come. Try again.',
  withheld: (count: number) =>
    `${count === 1 ? 'One secret of your file is' : `${count} secrets of your file are`} left out of it, as ***. Put them back before you use it.`,
};

export type SetupWords = typeof setupEnglish;
