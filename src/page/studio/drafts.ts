import type { Program } from '../../core/program/schema.js';
import { programRefusal } from '../../core/studio/admit.js';

/** What was left unsaved: `etag` is that of the file from which it was made, null for one of its own. */
export interface StudioDraft {
  readonly program: Program;
  readonly etag: string | null;
}

/** Where what is not saved is kept until the tab is closed. */
export interface DraftStore {
  read(id: string): StudioDraft | null;
  keep(id: string, draft: StudioDraft): void;
  forget(id: string): void;
}

const keyOf = (id: string): string => `chair2mqtt.studio.${id}`;

/** Storage may be forbidden: then a draft is there as long as the page is. What an older page has left may be anything. */
export const sessionDrafts: DraftStore = {
  read: (id) => {
    try {
      const draft = JSON.parse(sessionStorage.getItem(keyOf(id)) ?? 'null') as StudioDraft | null;
      return draft !== null && programRefusal(draft.program) === null ? draft : null;
    } catch {
      return null;
    }
  },
  keep: (id, draft) => {
    try {
      sessionStorage.setItem(keyOf(id), JSON.stringify(draft));
    } catch {
      // The visit itself still has it.
    }
  },
  forget: (id) => {
    try {
      sessionStorage.removeItem(keyOf(id));
    } catch {
      // There is none.
    }
  },
};
