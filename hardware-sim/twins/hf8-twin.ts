import { Twin, type TwinOptions, type TwinOutputs } from './twin.js';

const motorCount = 8;
const answerMs = 8;
/** Longer than any command. What comes after it belongs to it, up to the next CR. */
const commandCharactersMax = 16;
const lookMs = 50;

/** A command without its CR: `M`, a motor, a level of 0-255 without padding. */
const levelPattern = /^M([0-7])(0|[1-9]\d{0,2})$/;
const levelMax = 255;

/** The music drives every motor by itself, in this measure. */
const beatMs = 500;
const musicLevels = [40, 180, 90, 230];

const outputNames = Array.from({ length: motorCount }, (_, motor) => `motor-${motor}`);

/** Which motors lie where: thighs, buttocks, back and shoulders. */
const places = { back: [4, 5, 6, 7], seat: [2, 3], legs: [0, 1] } as const;

/** A pad of eight motors on USB. It does what it is told for ever, tells nobody what that is, and answers `P` with its knob. */
export class Hf8Twin extends Twin {
  /** The levels last told, by motor. They stay while the music drives, and after a host has gone. */
  private readonly levels = new Array<number>(motorCount).fill(0);
  private scale = levelMax;
  private isAudioOn = false;
  private held = '';

  constructor(options: TwinOptions) {
    super(options, {
      periodMs: lookMs,
      faults: ['lost-key', 'lost-answer', 'deaf-key', 'stuck', 'runaway'],
      lineEnd: '\r',
    });
    this.start();
  }

  look(): Readonly<Record<string, unknown>> {
    const { outputs } = this;
    const zones = Object.entries(places).map(
      ([zone, motors]) => [zone, Math.max(...motors.map((motor) => Number(outputs[`motor-${motor}`])))] as const,
    );
    return {
      moves: this.moves,
      scale: this.scale,
      audio: this.isAudioOn,
      levels: [...this.levels],
      zones: Object.fromEntries(zones),
    };
  }

  /** The knob weakens everything, 0-255. */
  get outputs(): TwinOutputs {
    const music = musicLevels[Math.floor(this.atMs / beatMs) % musicLevels.length] ?? 0;
    const outputs: Record<string, number> = {};
    for (const [motor, name] of outputNames.entries()) {
      const level = this.isAudioOn ? music : (this.levels[motor] ?? 0);
      outputs[name] = Math.round((level * this.scale) / levelMax);
    }
    return outputs;
  }

  /** The levels last told, 0-255, by motor. */
  get told(): readonly number[] {
    return this.levels;
  }

  /** The music drives it. */
  get hasMusic(): boolean {
    return this.isAudioOn;
  }

  /** `audio` switches the music mode, `knob:120` turns the knob. */
  press(key: string): boolean {
    const knob = /^knob:(\d{1,3})$/.exec(key);
    const scale = Number(knob?.[1] ?? 0);
    if ((knob === null && key !== 'audio') || scale > levelMax) return false;
    if (knob === null) this.isAudioOn = !this.isAudioOn;
    else this.scale = scale;
    this.noteKey(key, 'person');
    this.noteOutputs();
    return true;
  }

  protected hear(text: string): void {
    const commands = (this.held + text).split('\r');
    // One more than a command may have, so that what is cut off does not make it right.
    this.held = (commands.pop() ?? '').slice(0, commandCharactersMax + 1);
    for (const command of commands) {
      if (command === 'P') this.answer();
      else this.obey(command);
    }
  }

  protected tick(): void {}

  private obey(command: string): void {
    const match = levelPattern.exec(command);
    const motor = Number(match?.[1]);
    const level = Number(match?.[2]);
    if (match === null || level > levelMax || this.faults.isDeafTo(`M${motor}`) || this.happens('lost-key')) return;
    this.noteKey(command, 'host');
    const isRefused = this.faults.has('stuck') || (this.faults.has('runaway') && level < (this.levels[motor] ?? 0));
    if (!isRefused) this.levels[motor] = level;
    this.noteOutputs();
  }

  private answer(): void {
    if (this.faults.isDeafTo('P') || this.happens('lost-answer')) return;
    this.clock.after(answerMs, () => this.send(`E${this.scale},A${this.isAudioOn ? 1 : 0}\r`));
  }
}
