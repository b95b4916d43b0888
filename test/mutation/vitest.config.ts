import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The tests that a change in a folder has to get past, the nearest first: what kills it in a millisecond spares the whole daemon. */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  'src/core/safety': ['core/safety', 'chair', 'safety'],
  'src/core/protocol': ['core/protocol', 'chair'],
  'src/core/profile': ['core/profile'],
  'src/chair': ['chair', 'safety'],
};
const order = testsOf[process.env['MUTATED_FOLDER'] ?? ''] ?? [];

const rankOf = ({ moduleId }: TestSpecification): number =>
  order.findIndex((folder) => moduleId.includes(`/test/${folder}/`));

class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return [...files].sort((one, other) => rankOf(one) - rankOf(other) || one.moduleId.localeCompare(other.moduleId));
  }
}

/** In memory and in virtual time, so that all tests take seconds. */
export default defineConfig({
  test: {
    include: order.map((folder) => `test/${folder}/**/*.test.ts`),
    // These are whole storms; and the sabotages are patches of the compiled text, which a mutant is not.
    exclude: ['test/safety/sabotage.*.test.ts', 'test/safety/storm.test.ts', '**/*.deep.test.ts'],
    reporters: ['dot'],
    testTimeout: 20_000,
    setupFiles: ['test/mutation/fast-check.setup.ts'],
    // One worker, thrown away after each mutant: what runs at import runs anew for every mutant, and once for all files.
    isolate: false,
    maxWorkers: 1,
    sequence: { sequencer: NearestFirst },
  },
});
