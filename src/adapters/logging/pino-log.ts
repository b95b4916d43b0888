import { type Logger, pino, stdTimeFunctions } from 'pino';
import pinoPretty from 'pino-pretty';
import type { Log, LogFields } from '../../ports.js';
import { plainFields } from './plain-fields.js';

/** Where log lines go. It must take them at once, so that the last one before an exit is not lost: stdout and stderr do. */
interface LogStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

export interface LogSetting {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** `auto` is pretty on a terminal, else JSON. */
  readonly format: 'auto' | 'json' | 'pretty';
  readonly stream: LogStream;
}

/** Formats in the same turn: the library's own stream would lose the last lines at an exit. It throws at some names of fields
 *  (`valueOf`); then the line stays JSON. */
function prettyStream(stream: LogStream): LogStream {
  const pretty = pinoPretty.prettyFactory({
    colorize: stream.isTTY === true,
    messageKey: 'event',
    translateTime: 'SYS:HH:MM:ss.l',
  });
  return {
    write: (line) => {
      try {
        return stream.write(pretty(line));
      } catch {
        return stream.write(line);
      }
    },
  };
}

function adapt(logger: Logger): Log {
  return {
    debug: (event, fields = {}) => logger.debug(plainFields(fields), event),
    info: (event, fields = {}) => logger.info(plainFields(fields), event),
    warn: (event, fields = {}) => logger.warn(plainFields(fields), event),
    error: (event, fields = {}) => logger.error(plainFields(fields), event),
    child: (fields: LogFields) => adapt(logger.child(plainFields(fields))),
  };
}

/** A log of one line an event: `level`, `time` (ISO 8601), `event` and the fields. Secrets are hidden and fields bounded. */
export function createLog({ level, format, stream }: LogSetting): Log {
  const isPretty = format === 'pretty' || (format === 'auto' && stream.isTTY === true);
  const options = {
    level,
    base: null,
    messageKey: 'event',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return adapt(pino(options, isPretty ? prettyStream(stream) : { write: (line: string) => stream.write(line) }));
}
