import { RepetitionBound } from '../../core/repetition.js';
import type { Clock, Log, LogFields, Timer } from '../../ports.js';

/** What makes lines of one event lines of one kind; the rest may differ at each. */
const kindKeys = ['face', 'chair', 'code', 'fault', 'file', 'line', 'program', 'topic'];
const kindTextMax = 100;

type Level = 'info' | 'warn' | 'error';

interface Line {
  readonly log: Log;
  readonly level: Level;
  readonly event: string;
  readonly fields: LogFields;
}

/** Says the first lines of a kind, then counts them: what repeats for days must neither fill a disk nor hide the rest. Lines of
 *  `debug` are for somebody who looks now, and all come. */
export function boundRepetition(log: Log, clock: Clock): Log {
  const bound = new RepetitionBound<Line>();
  let timer: Timer | null = null;

  const sayDue = (): void => {
    for (const { line, repeated } of bound.due(clock.nowMs())) {
      line.log[line.level](line.event, { ...line.fields, repeated });
    }
  };

  const wait = (): void => {
    if (timer !== null) return;
    const { nextAtMs } = bound;
    if (nextAtMs === null) return;
    timer = clock.after(nextAtMs - clock.nowMs(), () => {
      timer = null;
      sayDue();
      wait();
    });
  };

  const say = (line: Line, kind: string): void => {
    sayDue();
    if (bound.admits(kind, line, clock.nowMs())) line.log[line.level](line.event, line.fields);
    wait();
  };

  const over = (inner: Log, known: LogFields): Log => {
    const at =
      (level: Level) =>
      (event: string, fields: LogFields = {}): void =>
        say({ log: inner, level, event, fields }, kindOf(event, { ...known, ...fields }));
    return {
      debug: (event, fields) => inner.debug(event, fields),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => over(inner.child(fields), { ...known, ...fields }),
    };
  };
  return over(log, {});
}

const kindOf = (event: string, fields: LogFields): string => {
  const words = kindKeys.map((key) => {
    const value = fields[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, kindTextMax) : '';
  });
  return [event, ...words].join(' ');
};
