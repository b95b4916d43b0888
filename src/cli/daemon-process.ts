import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import type { SetupDesk } from '../core/setup/desk.js';
import { type Daemon, type StopReport, startDaemon } from '../daemon.js';
import type { Log } from '../ports.js';
import type { LoadedConfig } from './load-config.js';
import { onStdinEnd, type ProcessEdge } from './process-edge.js';
import { machineTimeZone } from './time-zones.js';

/** What a daemon runs with. */
export type RunnableConfig = Pick<Extract<LoadedConfig, { kind: 'loaded' }>, 'config' | 'secrets' | 'driverOf'> & {
  /** `own`: all its chairs are simulated, so that every program of this machine may do everything. */
  readonly loopback?: 'own';
  /** What sets chairs up for the page. */
  readonly setup?: () => SetupDesk;
};

/** What ends a daemon besides signals and bugs. */
export interface DaemonEnd {
  /** Standard input closes: opt-in, because that of a service is closed from the start. */
  readonly exitWithStdin?: true;
  /** Every chair has been told to stop; the words about it come next. */
  readonly onEnding?: () => void;
}

/** A stop is done within about 6 s; what takes longer hangs, and the leases of the chairs run out by themselves. [S1] */
const stopDeadlineMs = 8000;

/** Ctrl-C under npm arrives twice, from the terminal and passed on by npm. */
const sameSignalMs = 500;

/** Runs a daemon until a signal or a bug of ours ends it, or the end of its standard input where that was asked for. Gives the
 *  exit code: 0 after a stop that was verified (or where no chair was connected), 1 for everything else. Every way out stops the chairs. [S15] */
export function runDaemon(edge: ProcessEdge, loaded: RunnableConfig, log: Log, end: DaemonEnd): Promise<number> {
  const { config, secrets, driverOf, setup, loopback = 'read' } = loaded;
  return new Promise((resolve) => {
    const ending = new DaemonEnding(edge, log, end.onEnding, resolve);
    edge.onUncaught((error) => ending.broke(error));
    edge.onSignal((signal) => ending.signal(signal));
    edge.onDrain(() => ending.drain());
    if (end.exitWithStdin === true) onStdinEnd(edge, () => ending.stdinClosed());
    const started = startDaemon({
      config,
      secrets,
      driverOf,
      loopback,
      isOnTerminal: edge.stdout.isTTY === true,
      clock: edge.clock,
      log,
      timeZone: config.time_zone ?? machineTimeZone(),
      programDirectories: { own: config.programs ?? null, shipped: shippedProgramsDirectory() },
      programReader: edge.programReader,
      programDesk: edge.programDesk,
      programShelf: edge.programShelf,
      historyDesk: edge.historyDesk,
      ...(setup === undefined ? {} : { setup }),
      environment: edge.env,
      pid: edge.pid,
      version: edge.version,
      buildWallMs: edge.buildWallMs,
      processUse: edge.processUse,
      onBroken: (error) => ending.broke(error),
      onRefused: (message) => ending.refused(message),
      onDrained: () => ending.drained(),
    });
    if (started.kind === 'daemon') {
      ending.took(started.daemon);
      return;
    }
    edge.stderr.write(`${started.message}\n`);
    resolve(1);
  });
}

/** How a daemon ends: once, whatever else comes meanwhile. On every way out the stop comes first, then the words. [S15] */
export class DaemonEnding {
  private daemon: Daemon | null = null;
  private isEnding = false;
  private signalAtMs = Number.NEGATIVE_INFINITY;
  private exitCode = 0;

  constructor(
    private readonly edge: ProcessEdge,
    private readonly log: Log,
    private readonly onEnding: DaemonEnd['onEnding'],
    private readonly resolve: (exitCode: number) => void,
  ) {}

  /** A signal or a bug may have come before there was a daemon to stop. */
  took(daemon: Daemon): void {
    this.daemon = daemon;
    if (this.isEnding) this.stop(daemon);
  }

  signal(signal: NodeJS.Signals): void {
    const sinceMs = this.edge.clock.nowMs() - this.signalAtMs;
    this.signalAtMs = this.edge.clock.nowMs();
    if (this.isEnding && sinceMs < sameSignalMs) return;
    if (this.isEnding) {
      this.edge.stderr.write(`${signal}: the chairs are being stopped already; this takes at most 8 s\n`);
      return;
    }
    this.end();
    this.log.info('signal', { signal });
    this.edge.stderr.write(`${signal}: stopping every chair\n`);
  }

  stdinClosed(): void {
    if (this.isEnding) return;
    this.end();
    this.log.info('stdin_closed');
    this.edge.stderr.write('standard input closed: stopping every chair\n');
  }

  /** Nothing begins any more; who sits in a chair is not interrupted. */
  drain(): void {
    if (this.isEnding || this.daemon === null) return;
    this.daemon.drain();
    this.edge.stderr.write('SIGUSR2: no session begins any more; this ends with the last one\n');
  }

  drained(): void {
    if (this.isEnding) return;
    this.end();
    this.edge.stderr.write('Drained: no session runs any more.\n');
  }

  broke(error: unknown): void {
    this.exitCode = 1;
    this.daemon?.halt();
    if (!this.isEnding) this.end();
    this.log.error('bug', { error });
  }

  /** It cannot go on as it is configured. */
  refused(message: string): void {
    this.exitCode = 1;
    if (!this.isEnding) this.end();
    this.edge.stderr.write(`${message}\n`);
  }

  private end(): void {
    this.isEnding = true;
    if (this.daemon !== null) this.stop(this.daemon);
    this.onEnding?.();
  }

  private stop(daemon: Daemon): void {
    const deadline = this.edge.clock.after(stopDeadlineMs, () => {
      daemon.halt();
      this.edge.stderr.write('The stop did not come to an end in time: look at the chair.\n');
      this.resolve(1);
    });
    daemon.stop().then(
      (report) => {
        this.edge.clock.clear(deadline);
        this.say(report);
        this.resolve(report.isVerified ? this.exitCode : 1);
      },
      (error: unknown) => {
        this.edge.clock.clear(deadline);
        daemon.halt();
        this.log.error('bug', { error });
        this.resolve(1);
      },
    );
  }

  private say(report: StopReport): void {
    const { connected, unseen, isVerified } = report;
    this.log.info('stopped', { connected, unseen, verified: isVerified });
    this.edge.stderr.write(isVerified ? `${stoppedText(report)}\n` : 'The stop was NOT verified: look at the chair.\n');
  }
}

/** What is known of the chairs after a stop that nothing speaks against. */
function stoppedText({ connected, unseen }: StopReport): string {
  if (connected === 0) return 'Stopped; no chair was connected.';
  const seen = connected - unseen;
  const still = unseen === 0 && seen > 1 ? `all ${seen} chairs are still` : `${chairsText(seen, unseen)} still`;
  const verified = seen === 0 ? '' : `; the stop was verified: ${still}`;
  const blind =
    unseen === 1 ? 'one chair was told to stop and cannot' : `${unseen} chairs were told to stop and cannot`;
  return `Stopped${verified}${unseen === 0 ? '' : `; ${blind} show it: look`}.`;
}

function chairsText(seen: number, unseen: number): string {
  if (seen > 1) return `${seen} chairs are`;
  return unseen === 0 ? 'the chair is' : 'one chair is';
}
