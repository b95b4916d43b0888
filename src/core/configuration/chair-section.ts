import { z } from 'zod';
import { limits } from '../safety/limits.js';
import { showDuration } from '../time-text.js';
import { driverChoice } from './driver.js';
import { chairPort, usbName } from './port.js';
import * as value from './values.js';

const minuteMs = 60_000;

/** The greatest number of chairs of one daemon: what is read, from the file, the folder of chairs and the broker, ends there. */
export const chairCountMax = 500;

export const chairExample = '{ id: living-room, port: /dev/ttyUSB0 }';

const off = (what: string) => value.yesOrNo().default(false).describe(what);

const sessionMax = showDuration(limits.sessionMsMax);

const limitsOf = z
  .strictObject(
    {
      level_max: value
        .wholeNumber(1, 100, '% of full strength')
        .optional()
        .describe(
          `no level is ever higher; left out: 100, and ${limits.unseenLevelMax} for a chair that shows nothing of what it does`,
        ),
      session_max: value
        .durationSetting(1000, limits.sessionMsMax)
        .prefault(sessionMax)
        .describe(`the longest session; never over ${sessionMax}`),
      rest: value
        .durationSetting(0, limits.dayMs)
        .prefault('30m')
        .describe(`the pause owed after ${limits.runningBeforeRestMs / minuteMs} min of running; 0s switches it off`),
      daily_max: value
        .durationSetting(minuteMs, limits.dayMs)
        .prefault('60m')
        .describe(
          'running time in any 24 h; a crash of the daemon counts up to 5 s too much, with over 100 chairs 50 ms a chair',
        ),
      temperature_max: value
        .wholeNumber(40, limits.motorCaseCMax, 'degC')
        .default(limits.motorCaseCMax)
        .describe('motor case in degC; a zone is derated and stopped before it'),
    },
    value.mapError('{ level_max: 60 }'),
  )
  .prefault({});

/** What is a chair's own. */
const ownKeys = {
  id: value.topicId().describe('its name in topics'),
  name: value
    .lineOfText()
    .max(100, 'must be at most 100 characters')
    .optional()
    .describe('what people read; left out: the id'),
  port: chairPort()
    .optional()
    .describe('a device (best `/dev/serial/by-id/...`), `tcp://host:port`, or `usb:` as below'),
  usb: usbName().optional().describe('in place of `port`: the adapter with these ids, wherever it is plugged in'),
};

/** What chairs may have in common. */
const commonKeys = {
  baud_rate: value.wholeNumber(38_400, 1_000_000, 'bits per second').default(115_200).describe('bits per second'),
  hupcl: off('true lowers DTR at each close, which restarts many controllers'),
  dtr: value.yesOrNo().optional().describe('sets the DTR line; left out: untouched'),
  rts: value.yesOrNo().optional().describe('sets the RTS line; left out: untouched'),
  groups: value
    .listOf(value.topicId(), '[downstairs]')
    .max(32, 'may have at most 32 groups')
    .default([])
    .describe('groups that take commands together'),
  driver: driverChoice(),
  person: z
    .string('must be one of the ids under people')
    .optional()
    .describe('who sits here when a start names nobody; one of `people`'),
  remote_start: value
    .yesOrNo()
    .optional()
    .describe(
      'whether starts from the network are accepted; left out: on where the chair reports an occupancy sensor, else off',
    ),
  emergency_switch: value
    .lineOfText()
    .max(200, 'must be at most 200 characters')
    .optional()
    .describe('where the physical stop is; said where a stop can only be passed on'),
  occupancy: value
    .oneOf(['auto', 'required', 'ignore'], { true: 'required', false: 'ignore' })
    .default('auto')
    .describe('`auto`: required where the chair has the sensor'),
  watched_by: value
    .lineOfText()
    .max(100, 'must be at most 100 characters')
    .optional()
    .describe('who watches, in words: needed for remote starts of a chair that shows nothing of what it does'),
  require_commissioning: off(
    'true refuses remote starts until `chair2mqtt commission` has proved the dead-man of this very chair',
  ),
  limits: limitsOf.describe('tightens what protects people'),
};

export const chairSection = z
  .strictObject(
    { ...ownKeys, ...commonKeys },
    value.advise('must be a chair: a map with id and port', `such as ${chairExample}`),
  )
  .transform(({ usb, port, name, ...rest }, context) => {
    const place = port ?? usb;
    if (place === undefined) {
      context.addIssue({ code: 'custom', message: "'port' is missing" });
      return z.NEVER;
    }
    return { ...rest, name: name ?? rest.id, port: place };
  });

/** What all chairs have. A chair's own keys go before these. */
export const chairDefaultsSection = z
  .strictObject(commonKeys, value.mapError('{ groups: [downstairs] }'))
  .partial()
  .optional()
  .describe(
    'what all chairs have: any key of a chair but `id`, `name`, `port` and `usb`. What a chair has itself goes before it; `limits` are taken one by one',
  );

const chairFile = z.strictObject({ ...ownKeys, id: ownKeys.id.optional(), ...commonKeys });

/** JSON Schema (draft 7) of a file of `chairs_dir`, for editors. */
export const chairJsonSchema = (): Readonly<Record<string, unknown>> => ({
  ...z.toJSONSchema(chairFile, { io: 'input', target: 'draft-7' }),
  title: 'chair2mqtt chair',
});
