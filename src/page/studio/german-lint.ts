import type { PlacedFinding } from './studio-findings.js';

const germanZones: Readonly<Record<string, string>> = { back: 'Rücken', seat: 'Sitz', legs: 'Beine' };
const zoneIn = (name: string | undefined): string => germanZones[name ?? ''] ?? name ?? '';
const number = (text: string | undefined): string => (text ?? '').replace('.', ',');

type Say = (parts: readonly (string | undefined)[]) => string;

/** What the linter says, by its rule: the form of its sentence, and the same in German with what stands in it. */
const forms: readonly (readonly [rule: string, form: RegExp, say: Say])[] = [
  ['capability', /no zone '(\w+)'/, ([zone]) => `${zoneIn(zone)}: Diese Zone hat der Sessel nicht.`],
  [
    'capability',
    /cannot (\w+) in zone '(\w+)'/,
    ([technique, zone]) => `${zoneIn(zone)}: Das kann der Sessel dort nicht („${technique}“).`,
  ],
  [
    'rate',
    /in zone '(\w+)' takes (\S+) to (\S+) (\S+), not (\S+)$/,
    ([zone, min, max, , rate]) => `${zoneIn(zone)}: Das Tempo geht von ${min} bis ${max}, nicht ${rate}.`,
  ],
  [
    'level',
    /^level (\d+) of (\w+) is over the cap of (\d+)/,
    ([level, zone, max]) => `${zoneIn(zone)}: Die Stärke ${level} liegt über der Grenze ${max}.`,
  ],
  [
    'slope',
    /^(\w+) rises by (\d+) in (\d+) ms, over (\d+) %\/s; ramp it over at least (\S+)$/,
    ([zone, rise, ms, , needed]) =>
      `${zoneIn(zone)}: steigt um ${rise} in ${ms} ms, das ist zu steil. Die Rampe braucht mindestens ${needed}.`,
  ],
  [
    'steady',
    /holds (\w+) for (\d+)s; at most (\d+)s: add a rest of (\d+)s/,
    ([zone, held, max, rest]) =>
      `${zoneIn(zone)}: drückt ${held} s lang, höchstens ${max} s sind erlaubt. Eine Pause von mindestens ${rest} s hilft, oder ein Tempo.`,
  ],
  [
    'temperature',
    /^the (\w+) motor would reach (\d+) degC after ([\d.]+) min(; lower)?/,
    ([zone, celsius, minutes, isError]) =>
      `${zoneIn(zone)}: Der Motor würde nach ${number(minutes)} min ${celsius} °C warm.${isError === undefined ? '' : ' Weniger Stärke oder Pausen helfen.'}`,
  ],
  [
    'end',
    /^ends with (\w+) at level (\d+); .* above (\d+)$/,
    ([zone, level, max]) => `${zoneIn(zone)}: endet bei Stärke ${level}. Am Ende darf sie höchstens ${max} sein.`,
  ],
  [
    'length',
    /^lasts ([\d.]+) min; a session may last ([\d.]+)/,
    ([minutes, max]) => `Es dauert ${number(minutes)} min, eine Massage höchstens ${number(max)}.`,
  ],
  ['still', /in this program/, () => 'In diesem Programm bewegt sich nichts: Einer Phase fehlt eine Zone.'],
  ['still', /in this phase/, () => 'In dieser Phase bewegt sich nichts: Ihr fehlt eine Zone.'],
  ['claim', /^'(.*)' claims/, ([word]) => `„${word}“ verspricht eine Behandlung. Texte sprechen nur vom Wohlbefinden.`],
  ['avoid', /^unknown avoid word '(.*?)'/, ([word]) => `„${word}“ kennt niemand als Grund, es zu meiden.`],
];

/** What the linter says, in German; what it should say some day and nobody has translated, in its own words. */
export function germanLint({ rule, message }: Pick<PlacedFinding, 'rule' | 'message'>): string {
  for (const [of, form, say] of forms) {
    const found = of === rule ? form.exec(message) : null;
    if (found !== null) return say(found.slice(1));
  }
  return message;
}
