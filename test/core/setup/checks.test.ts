import { describe, expect, it } from 'vitest';
import { isDemoBroker } from '../../../src/core/setup/broker-place.js';
import { brokerUrlFault, chairIdFault, personIdFault, readAvoid } from '../../../src/core/setup/checks.js';

describe('an answer that is wrong', () => {
  it.each([
    ['a chair', chairIdFault('Our Chair'), 'our-chair'],
    ['a person', personIdFault('Oma Erna', []), 'oma-erna'],
    ['a broker', brokerUrlFault('homeassistant'), 'mqtt://homeassistant'],
    ['a cluster', brokerUrlFault('mqtt://one, two:1884'), 'mqtt://one, mqtt://two:1884'],
  ])('of %s comes with the one that was meant, and what to do apart from what is wrong', (_, fault, meant) => {
    expect(fault).toMatchObject({ meant, cure: expect.stringMatching(/^write \S+$/) });
    expect(fault?.what).not.toMatch(/\n|write/);
  });

  it.each(['all', '!!', ''])('has nothing proposed that would be wrong too: %j', (id) => {
    expect(chairIdFault(id)).toMatchObject({ meant: null });
  });

  it('is no address of a cluster where each of them is one', () => {
    expect(brokerUrlFault('mqtt://one, mqtt://two mqtt://three')).toBeNull();
  });

  it('is the id of somebody else, and the word for nobody', () => {
    expect(personIdFault('ben', ['ben'])?.what).toBe('ben is the id of somebody else');
    expect(personIdFault('nobody', [])?.what).toBe('no person can be called nobody');
    expect(personIdFault('oma-erna', ['ben'])).toBeNull();
  });
});

describe('what somebody must be spared', () => {
  it.each([
    ['osteoporosis', ['osteoporosis']],
    ['Clot Risk, PACEMAKER', ['clot-risk', 'pacemaker']],
    ['clot-risk pacemaker,', ['clot-risk', 'pacemaker']],
    ['', []],
  ])('is read as it is meant: %j', (text, words) => {
    expect(readAvoid(text)).toMatchObject({ words, strange: [] });
  });

  it.each([
    ['Osteoporose', ['osteoporose'], 'osteoporosis'],
    ['clot-risk, pacemaker, osteoporose', ['osteoporose'], 'clot-risk, pacemaker, osteoporosis'],
    ['clot-risk, bad mood', ['bad-mood'], null],
  ])('is never dropped where it is no such word: %j', (text, strange, meant) => {
    expect(readAvoid(text)).toMatchObject({ strange, meant });
  });
});

describe("the demo's broker", () => {
  it.each([
    ['mqtt://localhost:1883', 'mqtt://localhost:1883', true],
    ['mqtt://127.0.0.1', 'mqtt://localhost:1883', true],
    ['mqtt://broker.lan:1883', 'mqtt://localhost:1883', false],
    ['mqtt://localhost:1884', 'mqtt://localhost:1883', false],
    ['mqtts://localhost:1883', 'mqtt://localhost:1883', false],
    ['nonsense', 'mqtt://localhost:1883', false],
  ])('is known by its place: %s', (url, demo, isSame) => {
    expect(isDemoBroker(url, demo)).toBe(isSame);
  });
});
