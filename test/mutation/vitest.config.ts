import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The nearest tests first: what kills a mutant in a millisecond spares the whole daemon. */
const order = ['core/safety', 'core/protocol', 'chair', 'safety', 'system'];

const rankOf = ({ moduleId }: TestSpecification): number =>
  order.findIndex((name) => moduleId.includes(`/test/${name}/`));

class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((one, other) => rankOf(one) - rankOf(other) || one.moduleId.localeCompare(other.moduleId));
  }
}

/** The tests that a mutant has to get past: in memory and in virtual time, so that a run takes seconds. */
export default defineConfig({
  test: {
    include: order.map((name) => `test/${name}/**/*.test.ts`),
    // Nine whole sessions take as long as all the rest, and kill nothing that the rest does not.
    exclude: ['test/system/programs-play.test.ts'],
    reporters: ['dot'],
    testTimeout: 20_000,
    setupFiles: ['test/mutation/fast-check.setup.ts'],
    // One worker, thrown away after each mutant: what runs at import runs anew for every mutant, and once for all files.
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: NearestFirst },
  },
});
