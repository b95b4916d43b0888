import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.js';

const chair = { id: 'living-room', port: '/dev/ttyUSB0' };

/** What is wrong with this section, each with what to do. */
function complaints(http: unknown): string[] {
  const read = readConfig({ chairs: [chair], http });
  return read.kind === 'config' ? [] : read.problems.map(({ message, suggestion }) => `${message} -> ${suggestion}`);
}

function sectionOf(http: unknown) {
  const read = readConfig({ chairs: [chair], http });
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.config.http;
}

describe('the section http', () => {
  it('says where HTTP listens; any address will do, since a token is made where none is configured', () => {
    for (const listen of ['127.0.0.1:8470', '[::1]:8470', '0.0.0.0:8470']) expect(complaints({ listen })).toEqual([]);
    expect(complaints({ listen: '8470' })[0]).toContain('write 127.0.0.1:8470');
  });

  it('says who may use it', () => {
    const rest = { host_names: ['Chair.lan', '203.0.113.9:443'], trusted_proxies: ['::1', '172.16.0.0/12'] };
    expect(sectionOf({ listen: '[::]:8470', ...rest, ingress: '0.0.0.0:8099' })).toMatchObject({
      ...rest,
      ingress: { host: '0.0.0.0', port: 8099 },
    });
  });

  it('is on by default, at a place that is looked for, and can be switched off', () => {
    const nobody = { open_stop: false, ingress_own: false, may_edit_programs: false };
    const noAddress = { ...nobody, trusted_proxies: [], metrics: false, ingress: null };
    expect(sectionOf(undefined)).toEqual(noAddress);
    expect(sectionOf({})).toEqual(sectionOf(undefined));
    expect(sectionOf('off')).toBeNull();
  });

  it.each([
    ['no', "'http' must be off, or a map of keys and values -> write off"],
    [false, "'http' must be a map of keys and values -> such as { listen: 127.0.0.1:8470 }"],
    [8470, "'http' must be a map of keys and values -> such as { listen: 127.0.0.1:8470 }"],
  ])('that is %j is explained', (http, words) => {
    expect(complaints(http)).toEqual([words]);
  });
});
