import { askControl } from './control-port.js';
import { eventually } from './eventually.js';
import { Program } from './program.js';

/** `chair2mqtt sim --profile` as a process, with its control port. */
export class KeyedProgram {
  private constructor(
    readonly program: Program,
    /** The pseudo-terminal, or `tcp://host:port` of the chair. */
    readonly port: string,
    private readonly control: number,
  ) {}

  static start(cwd: string, ...words: readonly string[]): Promise<KeyedProgram> {
    return KeyedProgram.of('remote-bus', cwd, ...words);
  }

  static async of(profile: string, cwd: string, ...words: readonly string[]): Promise<KeyedProgram> {
    const program = new Program(['sim', '--profile', profile, '--control', '127.0.0.1:0', ...words], { cwd });
    const line = await program.line(/^ready /);
    const tcp = /tcp=(\S+)/.exec(line)?.[1];
    const pty = /pty=(\S+)/.exec(line)?.[1] ?? '';
    const control = Number(/control=\S+:(\d+)/.exec(line)?.[1]);
    return new KeyedProgram(program, tcp === undefined ? pty : `tcp://${tcp}`, control);
  }

  async ask(question: object): Promise<Record<string, unknown>> {
    return (await askControl(this.control, question)) as Record<string, unknown>;
  }

  press(key: string): Promise<unknown> {
    return this.ask({ do: 'press', key });
  }

  async until(claim: (state: Record<string, unknown>) => boolean, withinMs?: number): Promise<void> {
    let state: Record<string, unknown> = {};
    const look = async () => {
      state = await this.ask({ do: 'state' });
      return claim(state);
    };
    await eventually(look, () => `${claim}; it is ${JSON.stringify(state)}`, withinMs);
  }
}
