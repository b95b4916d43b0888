import { type Signal, signal } from '@preact/signals';
import type { Startable } from '../../core/web/frames.js';

/** What somebody who has seen a demo may want to do next. */
const firstStepNames = ['start', 'hub', 'setup'] as const;
export type FirstStep = (typeof firstStepNames)[number];

/** What this browser remembers; nothing where it may not. */
export interface PageMemory {
  read(name: string): string | null;
  write(name: string, text: string): void;
}

const memoryName = 'chair2mqtt.put-away';

/** The cards of a demo that have not been put away; what was is remembered. */
export class FirstSteps {
  readonly left: Signal<readonly FirstStep[]>;

  constructor(private readonly memory: PageMemory) {
    const gone = memory.read(memoryName)?.split(' ') ?? [];
    this.left = signal(firstStepNames.filter((name) => !gone.includes(name)));
  }

  putAway(step: FirstStep): void {
    this.left.value = this.left.value.filter((name) => name !== step);
    this.memory.write(memoryName, firstStepNames.filter((name) => !this.left.value.includes(name)).join(' '));
  }
}

/** Short, and quickly understood; where it cannot be started, the first that can. Null before it is known what can. */
export function firstToStart(answers: ReadonlyMap<string, Startable> | undefined): Startable | null {
  if (answers === undefined) return null;
  const gentle = answers.get('quick-break');
  if (gentle?.ok === true) return gentle;
  const ready = [...answers.values()].find(({ ok }) => ok);
  return ready ?? gentle ?? null;
}
