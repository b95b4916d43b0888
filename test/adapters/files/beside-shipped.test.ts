import { describe, expect, it } from 'vitest';
import { besideShipped } from '../../../src/adapters/files/beside-shipped.js';
import type { LoadedProgram } from '../../../src/adapters/files/program-file.js';
import type { ProgramFolder } from '../../../src/adapters/files/program-folder.js';
import type { Finding } from '../../../src/core/program/lint.js';
import { programOf } from '../../core/program/sample.js';

const loaded = (id: string, file: string): LoadedProgram => ({
  file,
  program: programOf([{ name: 'All of it', for: '1m' }], { id }),
  findings: [],
});
const finding = (file: string): Finding => {
  return { rule: 'schema', severity: 'error', file, line: 1, column: 1, message: 'no', at: 0 };
};

class FakeFolder implements ProgramFolder {
  held: ReadonlyMap<string, LoadedProgram>;
  isClosed = false;

  constructor(
    private readonly name: string,
    ...ids: readonly string[]
  ) {
    this.held = this.of(ids);
  }

  of = (ids: readonly string[]) => new Map(ids.map((id) => [id, loaded(id, `${this.name}/${id}.yaml`)]));
  programs = () => this.held;
  refused: readonly string[] = [];
  problems = () => [finding(this.name), ...this.refused.map(finding)];
  close = () => {
    this.isClosed = true;
  };
}

describe('own programs beside those that ship', () => {
  const filesIn = (folder: ProgramFolder) => [...folder.programs()].map(([id, { file }]) => `${id}: ${file}`);

  it('are there by their ids, and the own one counts where both have one', () => {
    const both = besideShipped(new FakeFolder('own', 'waves', 'mine'), new FakeFolder('shipped', 'demo', 'waves'));
    expect(filesIn(both)).toEqual(['demo: shipped/demo.yaml', 'mine: own/mine.yaml', 'waves: own/waves.yaml']);
    expect(both.problems().map(({ file }) => file)).toEqual(['shipped', 'own']);
  });

  it('change with either folder, and are the same list until then', () => {
    const own = new FakeFolder('own');
    const both = besideShipped(own, new FakeFolder('shipped', 'demo'));
    const before = both.programs();
    expect(both.programs()).toBe(before);
    own.held = own.of(['demo']);
    expect(filesIn(both)).toEqual(['demo: own/demo.yaml']);
    own.held = own.of([]);
    expect(filesIn(both)).toEqual(['demo: shipped/demo.yaml']);
  });

  it('are never replaced by one that ships while their file is refused', () => {
    const [own, shipped] = [new FakeFolder('own', 'mine'), new FakeFolder('shipped', 'demo', 'waves')];
    own.refused = ['shipped/waves.yaml'];
    expect(filesIn(besideShipped(own, shipped))).toEqual(['demo: shipped/demo.yaml', 'mine: own/mine.yaml']);
  });

  it('are no longer watched once they are closed', () => {
    const [own, shipped] = [new FakeFolder('own'), new FakeFolder('shipped')];
    besideShipped(own, shipped).close();
    expect([own.isClosed, shipped.isClosed]).toEqual([true, true]);
  });
});
