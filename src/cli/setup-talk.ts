import type { LiveSetup, SentAnswers, SetupOutcome } from '../core/setup/desk.js';
import {
  type FoundPort,
  type SetupFinding,
  type SetupState,
  type SetupStepId,
  setupStepIds,
} from '../core/web/setup.js';
import type { LineInput } from './line-input.js';
import { type CliIo, printable } from './process-edge.js';
import {
  askBroker,
  askChair,
  askPeople,
  askPort,
  Detour,
  Misunderstood,
  Questions,
  refusedMark,
} from './setup-questions.js';

/** What a set-up in a terminal needs. */
export interface TalkParts {
  readonly io: Pick<CliIo, 'stdout' | 'clock'>;
  readonly input: LineInput;
  readonly desk: LiveSetup & { state(): Promise<SetupState> };
}

/** `ended`: there is nothing to read any more. */
export type TalkEnd = 'written' | 'refused' | 'ended';

const titles: Readonly<Record<SetupStepId, string>> = {
  port: 'Port: where is the chair plugged in?',
  chair: 'Chair: how is it spoken to, and what is it called?',
  handshake: 'Handshake: who are you? Nothing moves.',
  broker: 'Broker: where do hubs and chair meet?',
  people: 'People: who sits there? May be left out.',
  file: 'File: look, then write.',
};

const marks: Readonly<Record<SetupFinding['kind'], string>> = { ok: '  ok  ', warning: '  !   ', problem: refusedMark };

const signs: Readonly<Record<SetupState['difference'][number]['kind'], string>> = {
  same: '  ',
  added: '+ ',
  removed: '- ',
  gap: '...',
};

const changeWords: Readonly<Record<FoundPort['change'], string>> = {
  same: 'there',
  new: 'came',
  gone: 'gone',
  back: 'came back',
};

const lookMs = 500;

/** The list of steps, asked line by line. */
export class SetupTalk {
  private readonly questions: Questions;

  constructor(private readonly parts: TalkParts) {
    this.questions = new Questions(parts.input, (text) => this.say(text));
  }

  async run(): Promise<TalkEnd> {
    for (;;) {
      const end = await this.step().catch((error: unknown) => this.turn(error));
      if (end !== null) return end;
    }
  }

  /** Where somebody went in place of an answer. */
  private async turn(error: unknown): Promise<TalkEnd | null> {
    if (error instanceof Misunderstood) this.say(error.message);
    else if (!(error instanceof Detour)) throw error;
    else if (error.way !== 'back') return error.way === 'quit' ? 'refused' : 'ended';
    else await this.goBack();
    return null;
  }

  private say(text: string): void {
    this.parts.io.stdout.write(`${text}\n`);
  }

  private async goBack(): Promise<void> {
    const { desk } = this.parts;
    const { revision, step } = await desk.state();
    if (step === 'port') this.say('This is the first step.');
    else await desk.go(revision, 'back');
  }

  /** One step: asked, tested, and left where it was passed. */
  private async step(): Promise<TalkEnd | null> {
    const { desk } = this.parts;
    const state = await desk.state();
    this.say(`\n${setupStepIds.indexOf(state.step) + 1}/${setupStepIds.length} ${titles[state.step]}`);
    const answered = await this.answer(await this.askStep(state));
    if (answered === null) return null;
    if (answered.step === 'handshake' || answered.step === 'broker') this.say('Testing ...');
    const tested = this.told(await desk.test(answered.revision));
    const result = tested?.steps.find(({ id }) => id === tested.step);
    if (tested == null || result === undefined) return null;
    for (const finding of result.findings) this.sayFinding(finding);
    if (result.state === 'passed') {
      if (tested.step === 'file') return await this.conclude(tested);
      await desk.go(tested.revision, 'next');
    } else if (tested.step === 'file') {
      await this.questions.ask('Enter tests it again; b goes back', '');
    }
    return null;
  }

  private async answer(sent: SentAnswers): Promise<SetupState | null> {
    const { desk } = this.parts;
    return this.told(await desk.answer((await desk.state()).revision, sent));
  }

  private told(outcome: SetupOutcome): SetupState | null {
    if (outcome.kind === 'state') return outcome.state;
    this.say(outcome.message);
    return null;
  }

  private sayFinding({ kind, message, advice }: SetupFinding): void {
    this.say(`${marks[kind]}${printable(message)}`);
    if (advice !== null && kind !== 'ok') this.say(`      -> ${printable(advice)}`);
  }

  private async askStep(state: SetupState): Promise<SentAnswers> {
    const { questions } = this;
    switch (state.step) {
      case 'port':
        return await askPort(questions, state, () => this.recognise());
      case 'chair':
        return await askChair(questions, state);
      case 'handshake':
        this.say('The port is opened for it, which restarts\nthe controller of many chairs.');
        await questions.ask('Enter: ask the chair', '');
        return {};
      case 'broker':
        return await askBroker(questions, state);
      case 'people':
        return await askPeople(questions, state, async (people) => {
          await this.answer({ people: { ...state.answers.people, people: [...people] } });
        });
      case 'file':
        return {};
    }
  }

  /** Watches what is pulled out and comes back, until that is known or somebody presses Enter. */
  private async recognise(): Promise<string | null> {
    const { desk, input, io } = this.parts;
    await desk.watch((await desk.state()).revision);
    this.say("Pull the chair's cable out, wait a moment,\nand plug it in again. Enter gives up.");
    const told = new Map<string, FoundPort['change']>();
    for (;;) {
      const { ports, recognised } = await desk.state();
      for (const { port, change } of ports) {
        if ((told.get(port) ?? 'same') !== change) this.say(`  ${printable(port)}: ${changeWords[change]}`);
        told.set(port, change);
      }
      if (recognised !== null) return recognised;
      if (input.hasLine()) return null;
      await new Promise<void>((resolve) => void io.clock.after(lookMs, resolve));
    }
  }

  /** Shows what would be written, and asks once. */
  private async conclude({ difference, file, revision }: SetupState): Promise<TalkEnd | null> {
    if (difference.length === 0) return 'refused';
    this.say(`\n${file}:`);
    for (const { kind, text } of difference) this.say(`${signs[kind]}${printable(text)}`);
    if (!(await this.questions.agrees(`Write ${file}?`, 'y'))) return 'refused';
    const state = this.told(await this.parts.desk.write(revision));
    if (state?.written == null) return null;
    this.say(writtenWords(state.written));
    return 'written';
  }
}

function writtenWords({ file, backup, commands }: NonNullable<SetupState['written']>): string {
  const kept = backup === null ? '' : `What was there is in ${backup}.\n`;
  return `\nWritten: ${file}\n${kept}Next:\n${commands.map((each) => `  ${each}`).join('\n')}`;
}
