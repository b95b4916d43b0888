import { describe, expect, it } from 'vitest';
import { judgeChair, judgeOwned } from '../../src/cli/doctor-chair.js';
import { folderTrouble, programsTrouble } from '../../src/cli/doctor-checks.js';
import { libraryWords } from '../support/library-words.js';

describe('one cure a fault, and the right one', () => {
  it.each([
    ['ENOSPC: no space left on device, write', 'the disk is full', /^free space on the disk of \/var$/],
    ['EDQUOT: disk quota exceeded, write', 'the quota of this user is used up', /^raise the quota/],
    [
      'EROFS: read-only file system, mkdtemp',
      'the disk can only be read',
      /^set data_dir to a folder on another disk$/,
    ],
    ["EACCES: permission denied, mkdtemp '/var'", 'this user may not write there', /^sudo install -d .*\/var\/data/],
    ['ENOTDIR: not a directory, mkdtemp', '/var is a file, not a folder', /^set data_dir to a folder$/],
    ['no answer within 5 s', 'no answer within 5 s', /^look at the disk of \/var$/],
  ])('for a data folder: %s', (failure, why, advice) => {
    const finding = folderTrouble('/var/data', '/var', failure);
    expect(finding.message).toContain(`nothing can be written to /var: ${why}; `);
    expect(finding.advice).toMatch(advice);
    expect(finding.message).not.toMatch(libraryWords);
  });

  it.each([
    ['ENOENT: no such file or directory', 'there is no folder /p', /^mkdir -p \/p, or leave programs out/],
    ['ENOTDIR: not a directory', '/p is a file, not a folder', /^name its folder, or leave programs out/],
    ['EACCES: permission denied', '/p cannot be read: this user may not', /^chmod -R a\+rX \/p, or leave programs out/],
  ])('for a folder of programs: %s', (failure, message, advice) => {
    const finding = programsTrouble('/p', failure, 'or leave programs out');
    expect(finding.message).toBe(message);
    expect(finding.advice).toMatch(advice);
  });

  it.each([
    ['no permission for /dev/x; run "sudo usermod -aG uucp $USER" and log in again', /^run "sudo usermod -aG uucp/],
    ['another process holds /dev/x; "fuser -v /dev/x" names it.', /^"fuser -v \/dev\/x" names it/],
    ['no port /dev/x; there are: /dev/y. Is the cable in?', /^there are: \/dev\/y/],
    ['something else', /^set the port of this chair; it is \/dev\/x now$/],
  ])('for a port: %s', (reason, advice) => {
    const [finding, ...others] = judgeChair('chair hall', '/dev/x', { kind: 'closed', reason });
    expect(others).toEqual([]);
    expect(finding?.message).toBe(reason.split(';')[0]);
    expect(finding?.advice).toMatch(advice);
  });

  it('for a chair of the own daemon of which the broker says nothing', () => {
    const chair = { id: 'hall', require_commissioning: false };
    const [finding] = judgeOwned(chair, 42, { hasDeadMan: true }, null);
    expect(finding).toMatchObject({ kind: 'warning', advice: expect.stringContaining('see to the broker') });
    expect(finding?.message).toContain('your own daemon (process 42) has it');
  });

  it.each([
    ['warned of', false, true, 'warning'],
    ['a problem where it is required', true, true, 'problem'],
    ['no matter where the chair has no dead-man', true, false, undefined],
  ] as const)('for a chair that its daemon knows as not commissioned: %s', (_name, isRequired, hasDeadMan, kind) => {
    const told = { availability: 'online', isCommissioned: false };
    const chair = { id: 'hall', require_commissioning: isRequired };
    const [answers, finding] = judgeOwned(chair, 42, { hasDeadMan }, told);
    expect(answers?.kind).toBe('ok');
    expect(finding?.kind).toBe(kind);
    if (kind !== undefined) expect(finding?.advice).toContain('chair2mqtt commission hall');
  });
});
