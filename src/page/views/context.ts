import { type Signal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FirstSteps } from '../logic/first-steps.js';
import type { KnownChair } from '../logic/house.js';
import type { PageApp } from '../logic/page-app.js';
import type { Words } from '../words/english.js';
import type { ShippedPhase, ShippedProgram } from '../words/shipped.js';

export type Language = 'en' | 'de';

/** What every part of the page needs. */
export interface PageContext {
  readonly app: PageApp;
  readonly firstSteps: FirstSteps;
  readonly words: Words;
  readonly language: Language;
  setLanguage(language: Language): void;
}

export const PageParts = createContext<PageContext | null>(null);

export function usePage(): PageContext {
  const context = useContext(PageParts);
  if (context === null) throw new Error('no page around it');
  return context;
}

/** The chair whose reset is being asked about; a dialog is open while this is set. */
export const resetting: Signal<string | null> = signal(null);

/** A program's name in this language; a program of one's own has only the name in its file. */
export const programName = (words: Words, id: string, name: string): string =>
  words.programs?.[id as ShippedProgram]?.name ?? name;

export const programSummary = (words: Words, id: string, summary: string): string =>
  words.programs?.[id as ShippedProgram]?.summary ?? summary;

export const phaseName = (words: Words, name: string): string => words.phases?.[name as ShippedPhase] ?? name;

export const nameOfProgram = (words: Words, chair: KnownChair, id: string): string =>
  programName(words, id, chair.programs?.find((each) => each.id === id)?.name ?? id);

/** The zones of a chair that somebody should look after; null where there is none, or where it may not be known. */
export const serviceLine = (words: Words, { service }: KnownChair): string | null =>
  service == null || service.length === 0
    ? null
    : `${words.service}: ${service.map((zone) => words.zones[zone]).join(', ')}`;

/** The time of day, as people here write it. */
export const timeOfDay = (words: Words, wall: number | string, hasSeconds = false): string =>
  new Date(wall).toLocaleTimeString(words.locale, {
    hour: '2-digit',
    minute: '2-digit',
    ...(hasSeconds ? { second: '2-digit' } : {}),
  });
