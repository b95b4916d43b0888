import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { killChild, startWatched } from './child.js';
import { eventually } from './eventually.js';
import { freePort } from './mosquitto.js';

const folder = new URL('../e2e/node-red/', import.meta.url).pathname;
const program = join(folder, 'node_modules/node-red/red.js');
/** Whether there is a Node-RED to run. */
export const isNodeRedInstalled = existsSync(program);

const howToInstall = 'left out: Node-RED is not installed; npm ci --prefix test/e2e/node-red';

/** A suite that needs Node-RED: left out with a word where it is not installed, but never in CI. */
export function describeWithNodeRed(name: string, suite: () => void): void {
  if (isNodeRedInstalled || process.env['CI'] === 'true') describe(name, suite);
  else describe.runIf(isNodeRedInstalled)(`${name} (${howToInstall})`, suite);
}

const settings = (port: number, directory: string): string => `module.exports = {
  uiHost: '127.0.0.1', uiPort: ${port}, userDir: ${JSON.stringify(directory)}, flowFile: 'flows.json',
  credentialSecret: false, telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false }, modules: { allowInstall: false } },
};
`;

/** Node-RED without a screen, on the loopback, with one flow. */
export class NodeRed {
  /** Everything that it has printed; debug nodes print too. */
  output = '';
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly port: number,
    private readonly directory: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        this.output += data.toString();
      });
    }
  }

  /** `edit` puts the flow on the test's broker. */
  static async start(flowFile: URL, edit: (flow: string) => string): Promise<NodeRed> {
    const directory = mkdtempSync(join(tmpdir(), 'node-red-'));
    const port = await freePort();
    writeFileSync(join(directory, 'flows.json'), edit(readFileSync(flowFile, 'utf8')));
    writeFileSync(join(directory, 'settings.js'), settings(port, directory));
    const child = startWatched(process.execPath, [program, '--settings', join(directory, 'settings.js')], {
      cwd: directory,
      env: { PATH: process.env['PATH'], HOME: directory },
    });
    const nodeRed = new NodeRed(child, port, directory);
    await nodeRed.until(() => /Started flows[\s\S]*Connected to broker/.test(nodeRed.output));
    return nodeRed;
  }

  /** Clicks the button of an inject node. */
  async inject(nodeId: string): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${this.port}/inject/${nodeId}`, { method: 'POST' });
    if (!response.ok) throw new Error(`inject: ${response.status}`);
  }

  async until(claim: () => boolean, withinMs?: number): Promise<void> {
    const hasEnded = () => this.child.exitCode !== null;
    await eventually(
      () => claim() || hasEnded(),
      () => `${claim}; it said: ${this.output}`,
      withinMs,
    );
    if (hasEnded()) throw new Error(`Node-RED has ended: ${this.output}`);
  }

  async kill(): Promise<void> {
    await killChild(this.child);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
