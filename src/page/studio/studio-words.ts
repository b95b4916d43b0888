import { type Signal, signal } from '@preact/signals';
import type { Language } from '../views/context.js';
import type { StudioWords } from './studio-english.js';

/** What is spoken in the studio; null until it has come. */
export const studioSpoken: Signal<{ readonly language: Language; readonly words: StudioWords } | null> = signal(null);

/** A language is a file of its own: who speaks one needs no other. */
export async function speakInStudio(language: Language): Promise<void> {
  const words =
    language === 'de'
      ? (await import('./studio-german.js')).studioGerman
      : (await import('./studio-english.js')).studioEnglish;
  studioSpoken.value = { language, words };
}

/** Within the screen, which is drawn once the words are there. */
export function useStudioWords(): StudioWords {
  const spoken = studioSpoken.value;
  if (spoken === null) throw new Error('the studio has no words yet');
  return spoken.words;
}
