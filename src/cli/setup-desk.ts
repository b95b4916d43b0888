import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfigText } from '../adapters/files/config-file.js';
import { replaceFile } from '../adapters/files/replace-file.js';
import { listPorts } from '../adapters/serial/list-ports.js';
import { firstAnswers } from '../core/setup/answers.js';
import type { LiveSetup, SentAnswers, SetupDesk, SetupOutcome } from '../core/setup/desk.js';
import {
  answersUpTo,
  basisOf,
  goneTo,
  mayWrite,
  newSetupSheet,
  type SetupSheet,
  startedOver,
  withAnswers,
  withResult,
} from '../core/setup/steps.js';
import type { FoundPort, MetChair, SetupDraft, SetupState, SetupStepId } from '../core/web/setup.js';
import type { Clock } from '../ports.js';
import {
  answersFromFile,
  type ComposedFile,
  composeFile,
  downloadOf,
  readSetupSource,
  type SetupSource,
} from './setup-file.js';
import { type ListPorts, type PortCandidate, SetupPorts } from './setup-ports.js';
import { stateOf } from './setup-state.js';
import { type SetupBench, testSetupStep, whyUnwritable } from './setup-tests.js';
import { commandsAfterDownload, nextCommands } from './setup-words.js';

export interface SetupDeskOptions {
  readonly source: SetupSource;
  /** Null: nothing is written. */
  readonly file: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly version: string;
  /** What may be tried besides the ports of this machine. */
  readonly others?: readonly PortCandidate[];
  readonly isSimulated?: boolean;
  /** Proposed in place of the usual broker. */
  readonly brokerUrl?: string;
  /** Where the broker of a demo is that runs now, or null. */
  readonly demoBroker?: () => string | null;
  readonly list?: ListPorts;
}

type Written = NonNullable<SetupState['written']>;

const conflict = (message: string): SetupOutcome => ({ kind: 'conflict', message });
const otherRevision = 'something else stands there by now: look again';

const noWay = { next: 'test this step first', back: 'this is the first step' } as const;

/** The set-up that asks, tests and writes. One file, one test at a time, whoever asks. */
export class LiveSetupDesk implements SetupDesk, LiveSetup {
  readonly live: LiveSetup = this;
  private source: SetupSource;
  private sheet: SetupSheet;
  private readonly ports: SetupPorts;
  private testing: SetupStepId | null = null;
  private met: { readonly basis: string; readonly chair: MetChair } | null = null;
  private written: Written | null = null;
  private hasEverWritten = false;
  private composed: { readonly of: string; readonly file: ComposedFile } | null = null;

  constructor(private readonly options: SetupDeskOptions) {
    const { source, others = [], list = listPorts } = options;
    this.source = source;
    this.sheet = newSetupSheet(this.proposed());
    this.ports = new SetupPorts(() => this.source.known, others, list);
  }

  get hasWritten(): boolean {
    return this.hasEverWritten;
  }

  async state(): Promise<SetupState> {
    return this.show(await this.ports.look(this.sheet.answers.port.port));
  }

  async draft(sent: SentAnswers): Promise<SetupDraft> {
    const { answers } = withAnswers(this.sheet, answersFromFile(sent, this.source));
    const composed = composeFile(this.source, answers, this.options.environment);
    return downloadOf(this.source, composed, commandsAfterDownload(answers));
  }

  async answer(revision: number, sent: SentAnswers): Promise<SetupOutcome> {
    if (revision !== this.sheet.revision) return conflict(otherRevision);
    if (this.written !== null && !this.beginAnew())
      return conflict('the file that was written cannot be read any more');
    this.sheet = withAnswers(this.sheet, answersFromFile(sent, this.source));
    return await this.told();
  }

  async test(revision: number): Promise<SetupOutcome> {
    if (this.testing !== null) return conflict('a test is running: wait for its end');
    if (revision !== this.sheet.revision) return conflict(otherRevision);
    const { answers, step } = this.sheet;
    const basis = basisOf(step, answers);
    this.testing = step;
    try {
      const { findings, met } = await testSetupStep(step, this.bench(step));
      this.sheet = withResult(this.sheet, step, basis, findings);
      if (step === 'handshake') this.met = met === undefined ? null : { basis, chair: met };
    } finally {
      this.testing = null;
    }
    return await this.told();
  }

  async go(revision: number, way: 'next' | 'back'): Promise<SetupOutcome> {
    if (revision !== this.sheet.revision) return conflict(otherRevision);
    const sheet = goneTo(this.sheet, way);
    if (sheet === null) return conflict(this.sheet.step === 'file' ? 'this is the last step' : noWay[way]);
    this.sheet = sheet;
    return await this.told();
  }

  async watch(revision: number): Promise<SetupOutcome> {
    if (revision !== this.sheet.revision) return conflict(otherRevision);
    await this.ports.watch(this.sheet.answers.port.port);
    return await this.told();
  }

  async write(revision: number): Promise<SetupOutcome> {
    const { file } = this.options;
    if (file === null) return conflict('nothing is written here: take the text');
    if (this.testing !== null) return conflict('a test is running: wait for its end');
    if (revision !== this.sheet.revision) return conflict(otherRevision);
    if (!mayWrite(this.sheet)) return conflict('a step was not passed yet');
    if (this.written !== null) return conflict('it was written already: the next answer begins anew');
    if (this.hasFileChanged()) return this.lookAnew(file);
    const composed = this.compose();
    if (composed.difference.length === 0) return conflict('nothing would change in the file');
    const replaced = replaceFile(file, composed.text, composed.hasSecret);
    if (replaced.kind === 'problem') return conflict(replaced.message);
    const commands = nextCommands(file, this.sheet.answers);
    this.hasEverWritten = true;
    this.written = { file: replaced.file, backup: replaced.backup, commands: [...commands] };
    this.sheet = { ...this.sheet, revision: this.sheet.revision + 1 };
    return await this.told();
  }

  private proposed() {
    const { source } = this;
    const { brokerUrl = null } = this.options;
    const answers = firstAnswers(source.known);
    if (brokerUrl === null || source.known.broker.url !== null) return answers;
    return { ...answers, broker: { ...answers.broker, url: brokerUrl } };
  }

  /** After a file was written, the next answer is about the one that is there now. */
  private beginAnew(): boolean {
    const { file, environment } = this.options;
    const source = file === null ? null : readSetupSource(file, existsSync(file), environment);
    if (source === null || source.kind === 'refused') return false;
    const { revision } = this.sheet;
    this.source = source;
    this.written = null;
    this.met = null;
    this.composed = null;
    this.sheet = { ...newSetupSheet(this.proposed()), revision: revision + 1 };
    return true;
  }

  /** Somebody else has changed the file: what would be written has to be looked at again. */
  private lookAnew(file: string): SetupOutcome {
    const source = readSetupSource(file, existsSync(file), this.options.environment);
    if (source.kind === 'refused') return conflict(source.problems.join('\n'));
    const before = this.proposed();
    this.source = source;
    this.composed = null;
    this.met = null;
    this.sheet = startedOver(this.sheet, before, this.proposed());
    return conflict(`${file} was changed by somebody else: go through the steps again, and look at the difference`);
  }

  private hasFileChanged(): boolean {
    const { file } = this.options;
    if (file === null) return false;
    const now = existsSync(file) ? readConfigText(file) : null;
    return now !== this.source.text;
  }

  private compose(answers = this.sheet.answers): ComposedFile {
    const of = JSON.stringify(answers);
    if (this.composed?.of !== of) {
      this.composed = { of, file: composeFile(this.source, answers, this.options.environment) };
    }
    return this.composed.file;
  }

  private bench(step: SetupStepId): SetupBench {
    const { clock, version, list = listPorts, isSimulated = false, others = [] } = this.options;
    const answers = answersUpTo(step, this.sheet.answers, this.proposed());
    return {
      // Whoever reaches a demo has every right there, and opening a port restarts many controllers.
      onlyPorts: isSimulated ? others.map(({ port }) => port) : null,
      answers,
      known: this.source.known,
      ownerOf: async (port) => {
        const found = await this.ports.look(port);
        const owner = found.find((each) => each.port === port || each.path === port)?.chair ?? null;
        return owner ?? this.source.known.chairs.find((chair) => chair.port === port)?.id ?? null;
      },
      compose: () => this.compose(answers),
      demoBroker: this.demoBroker(),
      whyUnwritable: () => (this.options.file === null ? null : whyUnwritable(this.options.file)),
      clock,
      version,
      list,
    };
  }

  private demoBroker(): string | null {
    return this.options.demoBroker?.() ?? null;
  }

  private async told(): Promise<SetupOutcome> {
    return { kind: 'state', state: await this.state() };
  }

  private show(ports: readonly FoundPort[]): SetupState {
    const { file, isSimulated = false } = this.options;
    const { sheet, source, testing, met, written } = this;
    const isMet = met !== null && met.basis === basisOf('handshake', sheet.answers);
    return stateOf({
      mode: 'live',
      file: file === null ? null : resolve(file),
      isSimulated,
      sheet,
      source,
      composed: this.compose(),
      ports,
      demo_broker: this.demoBroker(),
      recognised: this.ports.recognised,
      testing,
      met: isMet ? met.chair : null,
      written,
    });
  }
}
