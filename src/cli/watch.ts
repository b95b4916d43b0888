import { Command } from 'commander';
import { errorTrace } from '../core/error-text.js';
import { type BrokerWishes, brokerHelp, brokerWords, chooseBroker, withBrokerOptions } from './broker-choice.js';
import { onStdinEnd, type ProcessEdge } from './process-edge.js';
import { readChairId, readTimeout } from './send.js';
import { machineTimeZone } from './time-zones.js';
import { WatchDesk } from './watch-desk.js';
import { WatchLines } from './watch-lines.js';
import { WatchScreen } from './watch-screen.js';

interface WatchOptions extends BrokerWishes {
  readonly timeout: number;
}

const goodbyeMs = 500;
const lookEveryMs = 500;
/** What is retained comes right after the subscription. */
const retainedMs = 300;

/** Both take what changes, and nothing once they are closed. */
interface Shown {
  open(): void;
  changed(): void;
  close(): void;
}

/** Plain lines, and the end once nobody reads them any more. */
function linesOn(edge: ProcessEdge, desk: WatchDesk, quit: () => void): Shown {
  const lines = new WatchLines(edge, desk);
  let isOpen = false;
  const changed = (): void => {
    if (isOpen) lines.changed();
    if (edge.stdout.isUnread === true) quit();
  };
  return {
    open: () => {
      isOpen = true;
      edge.clock.every(lookEveryMs, changed);
      changed();
    },
    changed,
    close: () => {
      isOpen = false;
    },
  };
}

const isScreen = ({ stdin, stdout, env }: ProcessEdge): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && env['TERM'] !== 'dumb';

/** Shows the chairs until somebody ends it. Gives the exit code. */
function watch(only: string | null, options: WatchOptions, edge: ProcessEdge): Promise<number> {
  const chosen = chooseBroker(options, only, edge);
  if (chosen.kind === 'problem') {
    edge.stderr.write(`${chosen.message}\n`);
    return Promise.resolve(2);
  }
  return new Promise((resolve) => {
    let shown: Shown | null = null;
    let isOpen = false;
    let isOver = false;
    const desk = new WatchDesk({
      chosen,
      only,
      clock: edge.clock,
      timeZone: machineTimeZone(),
      onOnline: () => edge.clock.after(retainedMs, open),
      onChange: () => shown?.changed(),
    });
    const end = (code: number, words = ''): void => {
      if (isOver) return;
      isOver = true;
      shown?.close();
      if (words !== '') edge.stderr.write(`${words}\n`);
      void desk.close(goodbyeMs).then(() => resolve(code));
    };
    const quit = (): void => end(0);
    shown = isScreen(edge) ? new WatchScreen(edge, desk, only, quit) : linesOn(edge, desk, quit);
    function open(): void {
      if (isOpen || isOver) return;
      isOpen = true;
      shown?.open();
      // A terminal that is closed ends its input.
      if (isScreen(edge)) onStdinEnd(edge, quit);
    }
    edge.onSignal(quit);
    edge.onUncaught((error) => end(1, errorTrace(error)));
    edge.clock.after(options.timeout * 1000, () => {
      if (isOpen) return;
      end(2, `no broker at ${brokerWords(chosen)}: ${desk.brokerAway?.reason ?? 'it has not answered'}`);
    });
  });
}

export const watchCommand = (edge: ProcessEdge): Command =>
  withBrokerOptions(
    new Command('watch')
      .description('show the chairs as they move, in this terminal, and stop, pause or skip by a key')
      .argument('[chair]', 'id of one chair; default: all', readChairId),
  )
    .option('--timeout <seconds>', 'how long to wait for the broker at first', readTimeout, 5)
    .addHelpText(
      'after',
      `${brokerHelp}

Keys: s stops, e twice within 2 s is an emergency stop, p pauses and goes on, n goes on to the next part of the program, j k and the
arrows choose a chair, Enter shows it, ? helps, q ends. Nothing is started from here: \`send\` does that. Where this is no terminal, a
line for each change.

Exit code: 0 ended by a key or a signal, 1 for a problem, 2 wrong command line or no broker.

Examples:
  chair2mqtt watch
  chair2mqtt watch living-room --url mqtt://broker.lan
  chair2mqtt watch | tee chairs.log`,
    )
    .action(async (chair: string | undefined, options: WatchOptions) => {
      edge.exit(await watch(chair ?? null, options, edge));
    });
