import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/program.js';
import { labelsOf, prometheusPath, rulesPath, shippedQueries, shippedRules, wordsOf } from '../support/promql.js';

const isInstalled = spawnSync('promtool', ['--version']).error === undefined;
const isWanted = isInstalled || process.env['CI'] === 'true';
const folder = temporaryFolder();
afterAll(() => folder.remove());

function promtool(...words: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', words, { cwd: folder.path, encoding: 'utf8' });
  return status === 0 ? 'all is well' : `${stdout}${stderr}`;
}

const cases = join(import.meta.dirname, 'alerts.yml');

describe.runIf(isWanted)('what is shipped for Prometheus', () => {
  it('are rules that it takes, each of which comes when it should and not before', () => {
    const text = readFileSync(cases, 'utf8').replace('RULES', rulesPath);
    writeFileSync(join(folder.path, 'alerts.yml'), text);
    expect(promtool('check', 'rules', rulesPath)).toBe('all is well');
    expect(promtool('test', 'rules', 'alerts.yml')).toBe('all is well');
    for (const { alert } of shippedRules()) expect(text).toContain(`alertname: ${alert}\n`);
  });

  it('is a configuration that it takes, once the token is there', () => {
    copyFileSync(rulesPath, join(folder.path, 'chair2mqtt.rules.yml'));
    writeFileSync(join(folder.path, 'chair2mqtt-token'), 'a token that is long enough');
    const text = readFileSync(prometheusPath, 'utf8').replace('/etc/prometheus/', '');
    writeFileSync(join(folder.path, 'prometheus.yml'), text);
    expect(promtool('check', 'config', 'prometheus.yml')).toBe('all is well');
  });
});

describe('every query of the alerts and of the dashboard', () => {
  const queries = shippedQueries();

  it('asks for metrics and labels that there are', () => {
    expect(queries.length).toBeGreaterThan(45);
    const wrong = queries.flatMap((query) => {
      const { names, labels } = wordsOf(query);
      const known = names.map(labelsOf);
      const isRight =
        names.length > 0 && known.every((own) => own !== null && labels.every((label) => own.includes(label)));
      return isRight ? [] : [`${query.where}: ${query.text}`];
    });
    expect(wrong).toEqual([]);
  });

  it('finds a name or a label that there is not', () => {
    const wordsIn = (text: string) => wordsOf({ where: '', text, told: [] });
    expect(labelsOf(wordsIn('rate(chair2mqtt_stop_still_seconds[1h])').names[0] ?? '')).toBeNull();
    expect(wordsIn('sum by (room) (up{job="x"})')).toEqual({ names: ['up'], labels: ['job', 'room'] });
  });
});
