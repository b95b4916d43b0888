import { describe, expect, it } from 'vitest';
import { isAirTechnique } from '../../src/core/wear/samples.js';
import type { ServiceNote, ZoneService } from '../../src/core/wear/service-notes.js';
import { techniques } from '../../src/core/zones.js';
import { historyEnglish } from '../../src/page/history/history-english.js';
import { historyGerman } from '../../src/page/history/history-german.js';
import { type ServiceWords, serviceNoteText, zoneServiceText } from '../../src/page/history/service-text.js';
import { english } from '../../src/page/words/english.js';
import { german } from '../../src/page/words/german.js';

const now = '2026-11-30T08:00:00Z';
const inEnglish: ServiceWords = { words: historyEnglish, page: english, now };
const inGerman: ServiceWords = { words: historyGerman, page: german, now };

const legs: ZoneService = {
  zone: 'legs',
  hours: 1312.4,
  served_at: '2026-05-03T10:00:00Z',
  served_at_h: 1000,
  note: '',
  due_in_h: null,
  notes: [],
};
const note = (news: Partial<ServiceNote>): ServiceNote => ({
  zone: 'legs',
  code: 'draws_more',
  technique: 'compress',
  percent: 22,
  since: '2026-05',
  message: 'legs draw 22 % more at compress than in May',
  advice: 'look at the cover and the hose',
  ...news,
});
const both = (news: Partial<ServiceNote>, zone = legs): readonly string[] =>
  [inEnglish, inGerman].map((own) => serviceNoteText(own, note(news), zone));

describe('what there is to look after', () => {
  it('is said in each language of what the zone does, with what to look at', () => {
    expect(both({})).toEqual([
      '22 % more current at “squeeze” than in May. Look at the cover and the hose.',
      '22 % mehr Strom bei „Pressen“ als im Mai. Sehen Sie nach dem Bezug und dem Schlauch.',
    ]);
    expect(both({ technique: 'roll' })).toEqual([
      '22 % more current at “roll” than in May. Look at the cover, and at what may rub at the motor.',
      '22 % mehr Strom bei „Rollen“ als im Mai. Sehen Sie nach dem Bezug und danach, was am Motor reiben kann.',
    ]);
    expect(both({ code: 'warms_more', technique: 'knead' })).toEqual([
      '22 % more warmth at “knead” than in May. Look whether air gets to the motor, and whether it turns freely.',
      '22 % mehr Wärme bei „Kneten“ als im Mai. Sehen Sie nach, ob Luft an den Motor kommt und ob er sich leicht dreht.',
    ]);
    expect(both({ code: 'fills_slower' })).toEqual([
      'Filling takes 22 % longer at “squeeze” than in May. Look at the hose and its joints.',
      'Das Füllen dauert bei „Pressen“ 22 % länger als im Mai. Sehen Sie nach dem Schlauch und seinen Verbindungen.',
    ]);
  });

  it('is the hose of every technique that works with air, and of no other', () => {
    const atHose = techniques.filter((technique) => both({ technique })[0]?.endsWith(historyEnglish.lookAt.air));
    expect(atHose).toEqual(techniques.filter(isAirTechnique));
  });

  it('names the year where it is not clear which May was meant', () => {
    expect(both({ since: '2025-05' })).toEqual([
      expect.stringContaining('than in May 2025.'),
      expect.stringContaining('als im Mai 2025.'),
    ]);
    expect(both({ since: '2025-12' })[0]).toContain('than in December.');
  });

  it('are hours, since the last service or without one', () => {
    const due = { code: 'hours_due', technique: null, percent: null } as const;
    expect(both({ ...due, since: '2026-05-03' })).toEqual([
      '312 hours of motion since the service on 3 May 2026. Look the zone over.',
      '312 Stunden Bewegung seit der Wartung am 3. Mai 2026. Sehen Sie sich die Zone an.',
    ]);
    expect(both({ ...due, since: null })).toEqual([
      '312 hours of motion without a service. Look the zone over.',
      '312 Stunden Bewegung ohne Wartung. Sehen Sie sich die Zone an.',
    ]);
    expect(both({ ...due, since: null }, { ...legs, served_at_h: 1311 })).toEqual([
      '1 hour of motion without a service. Look the zone over.',
      '1 Stunde Bewegung ohne Wartung. Sehen Sie sich die Zone an.',
    ]);
  });
});

describe('a zone', () => {
  it('with nothing to do is one line that says so', () => {
    expect(zoneServiceText(inEnglish, { ...legs, hours: 12, served_at: null })).toBe(
      '12 h of motion, no service so far, nothing to do.',
    );
    expect(zoneServiceText(inGerman, { ...legs, note: 'neuer Schlauch' })).toBe(
      '1.312,4 h Bewegung, zuletzt gewartet am 3. Mai 2026 (neuer Schlauch), nichts zu tun.',
    );
  });

  it('says when the next service is due, and with something to do nothing calm', () => {
    expect(zoneServiceText(inEnglish, { ...legs, due_in_h: 88 })).toMatch(/nothing to do, next service in 88 h\.$/);
    expect(zoneServiceText(inGerman, { ...legs, notes: [note({})], due_in_h: 0 })).toBe(
      '1.312,4 h Bewegung, zuletzt gewartet am 3. Mai 2026.',
    );
  });
});
