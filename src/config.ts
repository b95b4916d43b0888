import { z } from 'zod';
import { brokerUrls, likelyBroker, listenAddress, topicPrefix } from './core/configuration/addresses.js';
import { withChairDefaults, writtenPath } from './core/configuration/chair-defaults.js';
import { chairCountMax, chairDefaultsSection, chairExample, chairSection } from './core/configuration/chair-section.js';
import { crossProblems } from './core/configuration/cross-checks.js';
import { costSection, goalProblems, goalSection } from './core/configuration/goal-section.js';
import { httpAccessKeys } from './core/configuration/http-section.js';
import { type OwnLine, portName } from './core/configuration/port.js';
import { scheduleProblems } from './core/configuration/schedule-checks.js';
import { schedulesSection } from './core/configuration/schedule-section.js';
import { shapeProblems } from './core/configuration/shape-problems.js';
import { timeZoneName } from './core/configuration/time-zone-name.js';
import * as value from './core/configuration/values.js';
import { avoidWords } from './core/safety/people.js';
import { type ShapeProblem, valueAt } from './core/shape/complaints.js';
import { issueWords } from './core/shape/issue-words.js';

const chairsExample = `such as chairs: [${chairExample}]`;

/** People write the address where the section stands. */
function mqttError({ input }: { readonly input?: unknown }): string {
  const likely = typeof input === 'string' ? likelyBroker(input) : null;
  return value.mapError(`{ url: ${likely ?? 'mqtt://localhost:1883'} }`);
}

const pathTo = (what: string) => value.pathText().optional().describe(what);
const off = (what: string) => value.yesOrNo().default(false).describe(what);

const mqtt = z
  .strictObject(
    {
      url: brokerUrls()
        .default('mqtt://localhost:1883')
        .describe('the broker: mqtt, mqtts, ws or wss; or a list: the nodes of one cluster (docs/fleet.md)'),
      username: value.lineOfText().optional().describe('the user at the broker'),
      password: value.secretText().optional().describe('its password; better in a file or in the environment'),
      password_file: pathTo('a file that holds the password'),
      ca_file: pathTo('PEM of the authority that signed the broker; verification is always on'),
      cert_file: pathTo('PEM of a client certificate; needs `key_file`'),
      key_file: pathTo('PEM of its key'),
      client_id: value
        .lineOfText()
        .max(64, 'must be at most 64 characters')
        .optional()
        .describe('the name at the broker; left out: made at the first start and kept'),
      base_topic: topicPrefix().default('chair2mqtt').describe('where all topics begin'),
      bridge_id: value
        .topicId()
        .optional()
        .describe('one per daemon on a base topic; left out: `bridge`, or one of its own where that is taken'),
      require_ts: off('true refuses commands without a timestamp'),
      discovery: value
        .oneOf(['device', 'components', 'off'], { true: 'device', false: 'off' })
        .default('device')
        .describe(
          'how hubs find the chairs: one message a device, one an entity (older hubs), or `off`, which takes it back',
        ),
      discovery_prefix: topicPrefix().default('homeassistant').describe('where hubs look for discovery'),
      response_prefixes: value
        .listOf(topicPrefix(), '[node-red/answers]')
        .default([])
        .describe('where MQTT 5 response topics are answered, beside `<base>/send/`'),
      homie: off('true also shows the chairs as Homie 5 devices, for hubs that speak that version'),
    },
    { error: mqttError },
  )
  .transform(({ url, ...rest }) => ({ ...rest, urls: [url].flat() }))
  .prefault({});

const person = z.strictObject(
  {
    avoid: value
      .listOf(value.oneOf(avoidWords), '[clot-risk]')
      .max(avoidWords.length, 'holds a word twice')
      .default([])
      .describe('what this person must be spared: such programs are refused; `osteoporosis` caps the back at 30'),
    level_max: value
      .wholeNumber(1, 100, '% of full strength')
      .default(100)
      .describe('no level is ever higher for this person'),
    goal: goalSection.optional().describe('what this person wants of a week; left out: nothing'),
  },
  value.mapError('{ avoid: [clot-risk] }'),
);

/** Names come from the network and are looked up here: `constructor` must not be found. */
const withoutPrototype = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.assign(Object.create(null), record);

const httpForm = '{ listen: 127.0.0.1:8470 }';

const httpSection = z.strictObject(
  {
    listen: listenAddress()
      .optional()
      .describe(
        'host:port; left out: `127.0.0.1:8470`, or the next free port up to 8479. Other machines reach it only where the host is not loopback',
      ),
    ...httpAccessKeys,
  },
  value.mapError(httpForm),
);

/** Null: no page and no API. */
const http = z
  .union([httpSection, value.offWord('off', httpForm).transform(() => null)], value.mapError(httpForm))
  .prefault({})
  .describe('the page and the API; `off` switches both off');

const configSchema = z.strictObject(
  {
    mqtt,
    chair_defaults: chairDefaultsSection,
    chairs: z
      .array(chairSection, value.advise('must be a list of chairs, each behind a dash', `such as - ${chairExample}`))
      .min(1, 'must have at least one chair')
      .max(chairCountMax, `may have at most ${chairCountMax} chairs`),
    chairs_dir: pathTo(
      `a folder with one file a chair, \`<id>.yaml\`, beside \`chairs\` or in its place; at most ${chairCountMax} chairs in all`,
    ),
    people: z
      .record(
        value.personId(),
        person,
        value.advise('must be a map of ids and people', 'such as { guest: { avoid: [clot-risk] } }'),
      )
      .transform(withoutPrototype)
      .prefault({}),
    programs: pathTo('a folder of massage programs of your own, beside the ones that ship'),
    profiles: pathTo('a folder of your own chair profiles; those that ship are known without it'),
    data_dir: value
      .pathText()
      .default('./data')
      .describe('budgets, latches, the ledger of sessions and flight records; one folder per daemon'),
    log: z
      .strictObject(
        {
          level: value.oneOf(['debug', 'info', 'warn', 'error']).default('info').describe('what is logged'),
          format: value
            .oneOf(['auto', 'json', 'pretty'])
            .default('auto')
            .describe('`auto`: sentences on a terminal (`pretty`), else JSON'),
        },
        value.mapError('{ level: info }'),
      )
      .prefault({}),
    http,
    schedules: schedulesSection,
    service: z
      .strictObject(
        {
          hours: value
            .wholeNumber(1, 100_000, 'hours of motion')
            .optional()
            .describe(
              'hours of motion of a zone after which it should be looked after (docs/service.md); left out: no reminder',
            ),
        },
        value.mapError('{ hours: 300 }'),
      )
      .prefault({}),
    time_zone: timeZoneName()
      .optional()
      .describe(
        "where days and weeks begin at midnight, as an IANA name such as Europe/Berlin; left out: the machine's",
      ),
    cost: costSection
      .optional()
      .describe('what the chair has cost, for `history --summary` and the page; left out: nothing is said of it'),
  },
  value.advise('must be a map with the key chairs', chairsExample),
);

/** A configuration with every default filled in: the keys of the file, durations in ms, ports read, `mqtt.url` a list in any case. `mqtt.client_id` left
 *  out means one that is made once and kept, `programs` left out the ones that ship, `remote_start` left out as the sensor says. */
export type Config = z.infer<typeof configSchema>;
export type ChairConfig = Config['chairs'][number];
export type ScheduleConfig = Config['schedules'][number];

/** What the configuration keeps in files or in the environment; PEM texts for TLS. Never logged. */
export interface Secrets {
  readonly mqttPassword?: string;
  readonly mqttCa?: string;
  readonly mqttCert?: string;
  readonly mqttKey?: string;
  readonly httpToken?: string;
  readonly httpCert?: string;
  readonly httpKey?: string;
}

/** The setting with which a chair's port is opened; `line` is that of its driver. */
export const portSettingOf = ({ port, baud_rate, hupcl, dtr, rts }: ChairConfig, line: OwnLine | null) => ({
  ...port,
  hupcl,
  dtr,
  rts,
  ...(line ?? { baudRate: baud_rate }),
});

export { portName };

export type ReadConfig =
  | { readonly kind: 'config'; readonly config: Config }
  | { readonly kind: 'invalid'; readonly problems: readonly ShapeProblem[] };

/** Reads a configuration from plain data, such as a YAML file gives. Never throws; finds all problems at once. */
export function readConfig(data: unknown): ReadConfig {
  const { success: areDefaultsRight } = chairDefaultsSection.safeParse(valueAt(data, ['chair_defaults']));
  // Wrong ones are a problem where they stand, and not once more with each chair.
  const whole = areDefaultsRight ? withChairDefaults(data) : data;
  const result = configSchema.safeParse(whole, { error: issueWords });
  const shape = result.success ? [] : shapeProblems(result.error.issues, whole, configJsonSchema());
  const goals = result.success ? goalProblems(result.data) : [];
  const found = [...crossProblems(whole), ...scheduleProblems(whole), ...shape, ...goals].map((problem) =>
    whereWritten(problem, data),
  );
  const problems = withoutExplained(withoutDoubles(found));
  if (result.success && problems.length === 0) return { kind: 'config', config: result.data };
  return { kind: 'invalid', problems };
}

const whereWritten = ({ path, firstAt, ...problem }: ShapeProblem, data: unknown): ShapeProblem => ({
  ...problem,
  path: writtenPath(data, path),
  ...(firstAt === undefined ? {} : { firstAt: writtenPath(data, firstAt) }),
});

const withoutDoubles = (problems: readonly ShapeProblem[]): readonly ShapeProblem[] => [
  ...new Map(problems.map((each) => [`${each.path.join('.')} ${each.message}`, each] as const).reverse()).values(),
];

/** A key that is missing because another word stands for it is worth one problem, not two. */
function withoutExplained(problems: readonly ShapeProblem[]): readonly ShapeProblem[] {
  const unknown = problems.filter(({ of }) => of === 'key');
  const meant = unknown.map(({ path, suggestion = '' }) => {
    const key = /^(?:did you mean '|such as |it belongs under )(\w+)/.exec(suggestion)?.[1];
    return [...path.slice(0, -1), key].join('.');
  });
  return problems.filter(({ path, message }) => {
    const missing = /^'(\w+)' is missing$/.exec(message)?.[1];
    return missing === undefined || !meant.includes([...path, missing].join('.'));
  });
}

let known: Readonly<Record<string, unknown>> | undefined;

/** JSON Schema (draft 7) of a configuration file, for editors; also where keys are looked up. Nothing is required: the chairs may
 *  have a folder of their own. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  if (known !== undefined) return known;
  const { required: _, ...schema } = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' });
  known = { ...schema, title: 'chair2mqtt configuration' };
  return known;
}
