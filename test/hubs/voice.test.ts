import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { HomeAssistant } from './home-assistant.js';
import { House } from './house.js';

const folder = new URL('../../docs/hubs/home-assistant/', import.meta.url);
const languages = ['en', 'de'] as const;
const textOf = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
const sentencesOf = (language: string): string => textOf(`custom_sentences/${language}/chair2mqtt.yaml`);

/** The grammar that Home Assistant uses: each sentence of a file, written out in every way, and what is understood of it. */
const writtenOut = `
import json, sys, yaml
from hassil import Intents, recognize_best
from hassil.sample import sample_intents
asked = json.load(sys.stdin)
intents = Intents.from_dict(yaml.safe_load(asked["file"]))
samples = [[name, text] for name, text in sample_intents(intents)]
def understood(text):
    found = recognize_best(text, intents)
    return None if found is None else found.intent.name
json.dump({"samples": [[name, text, understood(text)] for name, text in samples],
           "asked": [understood(text) for text in asked["texts"]]}, sys.stdout)
`;
const understoodSchema = z.object({
  samples: z.array(z.tuple([z.string(), z.string(), z.string().nullable()])),
  asked: z.array(z.string().nullable()),
});
const understand = (language: string, texts: readonly string[]) =>
  understoodSchema.parse(
    JSON.parse(HomeAssistant.python(writtenOut, JSON.stringify({ file: sentencesOf(language), texts }))),
  );

describe('the sentences, by the grammar of Home Assistant', () => {
  it.each(languages)('mean what they stand under, however they are said: %s', (language) => {
    const { samples } = understand(language, []);
    expect(samples.length).toBeGreaterThan(100);
    expect(samples.filter(([intent, , understood]) => intent !== understood)).toEqual([]);
  });

  it.each([
    ['en', ['stop', 'Stop the massage chair!', 'please stop the massage now', 'turn the massage off'], 'ChairStop'],
    ['de', ['Stopp', 'Halt!', 'Bitte stoppe den Massagesessel', 'Halte den Sessel an'], 'ChairStop'],
    ['en', ['emergency stop'], 'ChairEmergencyStop'],
    ['de', ['Notaus', 'Nothalt'], 'ChairEmergencyStop'],
    [
      'en',
      ['stop the music', 'start', 'start the music', 'stronger', 'turn off the light', 'massage at 100 percent'],
      null,
    ],
    ['de', ['Stopp die Musik', 'Starte die Musik', 'stärker', 'Licht aus', 'Massage auf 100 Prozent'], null],
  ] as const)('in %s %j mean %s', (language, texts, intent) => {
    expect(understand(language, texts).asked).toEqual(texts.map(() => intent));
  });
});

const words = {
  en: {
    start: 'start the massage',
    starts: 'The massage starts.',
    empty: 'Nothing starts: the chair does not show that anybody sits in it.',
    stop: 'stop',
    still: 'The chair has stopped.',
    emergency: 'emergency stop',
    pause: 'pause the massage',
    resume: 'resume the massage',
    stronger: 'make the massage stronger',
    softer: 'massage softer',
    music: 'stop the music',
  },
  de: {
    start: 'Starte die Massage',
    starts: 'Die Massage beginnt.',
    empty: 'Nichts beginnt: Der Sessel zeigt nicht, dass jemand darin sitzt.',
    stop: 'Stopp',
    still: 'Der Sessel steht still.',
    emergency: 'Notaus',
    pause: 'Pausiere die Massage',
    resume: 'Massage weiter',
    stronger: 'Massage stärker',
    softer: 'Massage sanfter',
    music: 'Stopp die Musik',
  },
} as const;

describe.each(languages)('a voice in Home Assistant: %s', (language) => {
  let house: House;
  const said = words[language];
  const say = (text: string) => house.hub.say(text, language);
  const show = (state: string) => house.hub.untilShown('sensor.living_room_state', state, 25_000);

  async function start(): Promise<void> {
    const answer = await say(said.start);
    expect(answer, house.messages.get('chair2mqtt/living-room/result')).toBe(said.starts);
    await show('running');
  }

  beforeAll(async () => {
    house = await House.open();
    house.hub.write('packages/chair2mqtt_voice.yaml', textOf('packages/chair2mqtt_voice.yaml'));
    house.hub.write('packages/assist.yaml', 'conversation:\n');
    for (const each of languages) house.hub.write(`custom_sentences/${each}/chair2mqtt.yaml`, sentencesOf(each));
    await house.stop.hub();
    await house.start.hub();
    await house.untilWell(40_000);
  });
  afterAll(() => house.close());
  beforeEach(() => house.prepare());
  afterEach(() => expect(house.hub.takeComplaints()).toEqual([]));

  it('starts the chair of somebody who sits in it, and stops it', async () => {
    await start();
    expect(house.chair.isArmed).toBe(true);
    expect(await say(said.stop)).toBe(said.still);
    expect(house.chair.isArmed).toBe(false);
  });

  it('stops again while a stop is still waited for', async () => {
    await start();
    expect(await Promise.all([say(said.stop), say(said.stop)])).toEqual([said.still, said.still]);
  });

  it('starts no empty chair, and says why', async () => {
    house.chair.inject('leave');
    await house.hub.untilShown('binary_sensor.living_room_occupied', 'off');
    expect(await say(said.start)).toBe(said.empty);
    await pause(1000);
    expect(house.status().state).toBe('idle');
    house.chair.clear('leave');
    await house.hub.untilShown('binary_sensor.living_room_occupied', 'on');
  });

  it('pauses and goes on, and gives way to small steps only', async () => {
    await start();
    await say(said.pause);
    await show('paused');
    await say(said.resume);
    await show('running');
    const intensity = () => Number(house.status().intensity);
    const before = intensity();
    await say(said.softer);
    await house.until((status) => status.intensity === before - 15, 'softer');
    await say(said.stronger);
    await house.until((status) => status.intensity === before - 10, 'a step stronger');
  });

  it('stops for good by the word for it, and for nothing else that is stopped', async () => {
    await start();
    await say(said.music);
    await pause(1000);
    expect(house.status().state).toBe('running');
    await say(said.emergency);
    await show('emergency_stopped');
  });
});
