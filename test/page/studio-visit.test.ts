import { beforeEach, describe, expect, it } from 'vitest';
import type { DraftStore, StudioDraft } from '../../src/page/studio/drafts.js';
import { StudioVisit } from '../../src/page/studio/studio-visit.js';
import { programOf } from '../core/program/sample.js';
import { TestNetwork } from '../support/page-network.js';
import { VirtualTime } from '../support/virtual-time.js';

const mine = { ...programOf([{ name: 'One', for: '1m', back: { roll: 15 } }]), id: 'mine' };
const file = { id: 'mine', text: 'id: mine # mine', etag: '"1"', own: true, may_save: true };

let time: VirtualTime;
let network: TestNetwork;
let kept: Map<string, StudioDraft>;

beforeEach(() => {
  time = new VirtualTime();
  network = new TestNetwork(() => 0);
  kept = new Map();
});

const drafts: DraftStore = {
  read: (id) => kept.get(id) ?? null,
  keep: (id, draft) => void kept.set(id, draft),
  forget: (id) => void kept.delete(id),
};

const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
};

const newVisit = (id = 'mine'): StudioVisit =>
  new StudioVisit(id, {
    clock: time,
    network,
    drafts,
    mayEdit: () => true,
    copyName: ({ name }) => `${name} (copy)`,
  });

const last = (path: string) => {
  const request = network.to(path).at(-1);
  if (request === undefined) throw new Error(`nothing was asked of ${path}`);
  return request;
};

const bodyOf = (path: string) =>
  last(path).options.body as { readonly base: string; readonly program: { name: string } };

async function opened(news: Partial<typeof file> = {}): Promise<StudioVisit> {
  const visit = newVisit();
  void visit.open();
  last('programs/mine').answer(mine);
  last('programs/mine/file').answer({ ...file, ...news });
  await settle();
  return visit;
}

const answerWritten = async (text: string): Promise<void> => {
  last('programs/written').answer({ text, findings: [] });
  await settle();
};

const rename = (visit: StudioVisit, name: string) => visit.edit({ kind: 'name', name });

describe('a program in the studio', () => {
  it('is opened with its file, which is written anew from each edit, a moment after the last', async () => {
    const visit = await opened();
    expect(visit.opening.value).toBe('ready');
    await answerWritten('first');
    rename(visit, 'A');
    rename(visit, 'B');
    expect(network.to('programs/written')).toHaveLength(1);
    await time.advance(400);
    expect(network.to('programs/written')).toHaveLength(2);
    expect(bodyOf('programs/written')).toMatchObject({ base: file.text, program: { name: 'B' } });
    expect(visit.text.value).toMatchObject({ text: 'first', of: { name: 'Sample' } });
    await answerWritten('second');
    expect(visit.text.value).toMatchObject({ text: 'second', of: { name: 'B' } });
  });

  it('takes the text of the newest edit alone, and gives up what it asked before', async () => {
    const visit = await opened();
    const [older] = network.to('programs/written');
    rename(visit, 'A');
    await time.advance(400);
    expect(older?.isAborted).toBe(true);
    await answerWritten('of A');
    expect(visit.text.value?.text).toBe('of A');
  });

  it('asks again for a text that did not come', async () => {
    const visit = await opened();
    last('programs/written').fail();
    await settle();
    expect(visit.text.value).toBeNull();
    await time.advance(3000);
    await answerWritten('late');
    expect(visit.text.value?.text).toBe('late');
  });

  it('is a copy with a free id where it is not one’s own', async () => {
    const visit = newVisit();
    void visit.open();
    last('programs/mine').answer(mine);
    last('programs/mine/file').answer({ ...file, own: false, may_save: false });
    await settle();
    last('programs').answer([mine, { ...mine, id: 'mine-2' }]);
    await settle();
    expect(visit.history.value?.now).toMatchObject({ id: 'mine-3', name: 'Sample (copy)' });
    expect([visit.isCopy.value, visit.isDirty, visit.maySave]).toEqual([true, false, true]);
  });

  it('is there no more where the daemon does not know it, and asked for again where there was no answer', async () => {
    const visit = newVisit();
    void visit.open();
    last('programs/mine').answer({ code: 'not_found' }, 404);
    last('programs/mine/file').answer({ code: 'not_found' }, 404);
    await settle();
    expect(visit.opening.value).toBe('missing');
    const other = newVisit();
    void other.open();
    last('programs/mine').fail();
    last('programs/mine/file').fail();
    await settle();
    expect(other.opening.value).toBe('unanswered');
  });
});

describe('saving', () => {
  const save = async (visit: StudioVisit, reply: unknown, status = 200): Promise<void> => {
    void visit.save();
    await settle();
    if (network.open('programs/written') > 0) await answerWritten('newest');
    last('programs/mine').answer(reply, status);
    await settle();
  };

  it('writes the newest text over the version that was opened, and goes on from what was saved', async () => {
    const visit = await opened();
    rename(visit, 'A');
    expect([visit.isDirty, kept.get('mine')?.program.name]).toEqual([true, 'A']);
    await save(visit, { id: 'mine', etag: '"2"', findings: [] });
    expect(last('programs/mine')).toMatchObject({ method: 'PUT', options: { body: 'newest' } });
    expect(last('programs/mine').options.headers).toMatchObject({ 'If-Match': '"1"' });
    expect([visit.saving.value.kind, visit.isDirty, kept.size]).toEqual(['saved', false, 0]);
    rename(visit, 'B');
    await save(visit, { id: 'mine', etag: '"3"', findings: [] });
    expect(last('programs/mine').options.headers).toMatchObject({ 'If-Match': '"2"' });
    expect(bodyOf('programs/written').base).toBe('newest');
  });

  it('tells a conflict, and loads the other as one more edit', async () => {
    const visit = await opened();
    rename(visit, 'A');
    await save(visit, { code: 'conflict', message: 'changed' }, 412);
    expect(visit.saving.value).toEqual({ kind: 'conflict', isNew: false });
    void visit.loadTheirs();
    last('programs/mine').answer({ ...mine, name: 'Theirs' });
    last('programs/mine/file').answer({ ...file, etag: '"9"', text: 'theirs' });
    await settle();
    expect([visit.history.value?.now.name, visit.isDirty]).toEqual(['Theirs', false]);
    visit.undo();
    expect([visit.history.value?.now.name, visit.isDirty]).toEqual(['A', true]);
  });

  it('goes on under another id after a conflict, as a file that must be new', async () => {
    const visit = await opened();
    rename(visit, 'A');
    await save(visit, { code: 'conflict', message: 'changed' }, 412);
    void visit.toCopy();
    last('programs').answer([mine]);
    await settle();
    expect(visit.history.value?.now).toMatchObject({ id: 'mine-2', name: 'A' });
    void visit.save();
    await settle();
    await answerWritten('as mine-2');
    expect(last('programs/mine-2').options.headers).toMatchObject({ 'If-None-Match': '*' });
  });

  it('is not saved while it is not known under which id, and keeps what was changed meanwhile', async () => {
    const visit = await opened();
    rename(visit, 'A');
    await save(visit, { code: 'conflict', message: 'changed' }, 412);
    void visit.toCopy();
    void visit.toCopy();
    void visit.loadTheirs();
    void visit.save();
    rename(visit, 'B');
    await settle();
    expect(network.to('programs')).toHaveLength(1);
    expect(network.to('programs/mine').filter(({ method }) => method === 'PUT')).toHaveLength(1);
    last('programs').answer([mine]);
    await settle();
    expect(visit.history.value?.now).toMatchObject({ id: 'mine-2', name: 'B' });
    expect(visit.saving.value.kind).toBe('none');
    visit.undo();
    visit.undo();
    expect(visit.history.value?.now.name).toBe('A');
  });

  it('says what the linter has against it, and whether there was an answer at all', async () => {
    const visit = await opened();
    const findings = [{ severity: 'error', message: 'too steep' }];
    await save(visit, { code: 'program_rejected', message: 'no', findings }, 422);
    expect(visit.saving.value).toEqual({ kind: 'refused', messages: ['too steep'] });
    void visit.save();
    await settle();
    last('programs/mine').fail();
    await settle();
    expect(visit.saving.value.kind).toBe('unanswered');
  });
});

describe('what is not saved', () => {
  it('is there again when the program is opened the next time, and is not written over what came meanwhile', async () => {
    const before = await opened();
    rename(before, 'Half done');
    const visit = await opened({ etag: '"5"', text: 'theirs by now' });
    expect(visit.history.value?.now.name).toBe('Half done');
    expect([visit.isFromDraft.value, visit.isDirty]).toEqual([true, true]);
    void visit.save();
    await settle();
    await answerWritten('half done');
    expect(last('programs/mine').options.headers).toMatchObject({ 'If-Match': '"1"' });
  });

  it('is forgotten once it is taken back', async () => {
    const visit = await opened();
    rename(visit, 'Half done');
    visit.discard();
    expect([visit.history.value?.now.name, visit.isDirty, kept.size]).toEqual(['Sample', false, 0]);
    visit.undo();
    expect(visit.history.value?.now.name).toBe('Half done');
  });
});
