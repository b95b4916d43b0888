import type { CliIo } from './process-edge.js';
import { fileStandingOf, servicePaths, unitName } from './service-files.js';
import type { ServiceMachine } from './service-machine.js';

const properties = [
  'LoadState',
  'ActiveState',
  'SubState',
  'UnitFileState',
  'MainPID',
  'NRestarts',
  'Result',
  'StatusText',
  'NeedDaemonReload',
  'ActiveEnterTimestamp',
] as const;

type UnitFacts = Partial<Record<(typeof properties)[number], string>>;

const activeWords: Readonly<Record<string, string>> = {
  active: 'runs',
  activating: 'is starting: it is not ready yet, or is started again after a failure',
  deactivating: 'is stopping every chair',
  failed: 'has failed',
  inactive: 'does not run',
};

const resultWords: Readonly<Record<string, string>> = {
  'exit-code': 'it ended with an error',
  signal: 'it was killed',
  timeout: 'it did not become ready, or did not end, in time',
  watchdog: 'the watchdog ended it: it hung, or a chair was not looked after',
};

/** What `systemctl show` tells, as it tells it. */
const unitFactsOf = (text: string): UnitFacts =>
  Object.fromEntries(
    text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

function wordsOf({ ActiveState = '', ActiveEnterTimestamp: since = '', ...facts }: UnitFacts): readonly string[] {
  const { UnitFileState = '', MainPID = '0', NRestarts = '0', Result = 'success', StatusText = '' } = facts;
  const isActive = ActiveState === 'active';
  const how = activeWords[ActiveState] ?? `is ${ActiveState}`;
  const more = isActive ? ` as process ${MainPID}${since === '' ? '' : `, since ${since}`}` : '';
  return [
    `systemd: the service ${how}${more}`,
    `systemd: it ${UnitFileState.startsWith('enabled') ? 'starts' : 'does NOT start'} with the machine`,
    Result === 'success' ? [] : `systemd: ${resultWords[Result] ?? Result}; "journalctl -u ${unitName}" says more`,
    NRestarts === '0' ? [] : `systemd: it was started again ${NRestarts} times since then`,
    facts.NeedDaemonReload === 'yes' ? 'systemd: the unit was changed: sudo systemctl daemon-reload' : [],
    isActive ? `daemon: ${StatusText === '' ? 'has said nothing yet' : StatusText}` : [],
  ].flat();
}

/** Says what systemd says of the service, and what the daemon has said to systemd. */
export function tellService(machine: ServiceMachine, io: CliIo): number {
  const { code, text } = machine.run(['systemctl', 'show', unitName, `--property=${properties.join(',')}`]);
  if (code !== 0) {
    io.stderr.write(`systemd does not answer: ${text}\n`);
    return 1;
  }
  const facts = unitFactsOf(text);
  if (facts.LoadState !== 'loaded') {
    io.stderr.write('the service is not installed: sudo chair2mqtt service install\n');
    return 1;
  }
  const isOurs = fileStandingOf(machine, servicePaths.unit) === 'own';
  const unit = isOurs ? 'as it was installed' : 'somebody has written or changed it';
  io.stdout.write(`unit: ${machine.root}${servicePaths.unit}, ${unit}\n${wordsOf(facts).join('\n')}\n`);
  return facts.ActiveState === 'active' ? 0 : 1;
}
