// The import table of docs/architecture: an allow-list. What no rule names may not be imported.
const core = '^src/core/';
const ports = '^src/ports\\.ts$';
const npm = (...names) => names.map((name) => `^node_modules/(${name})/`);

const adapter = (name, libraries) => ({
  from: { path: `^src/adapters/${name}/` },
  to: { path: [`^src/adapters/${name}/`, core, ports, ...npm('zod', ...libraries)] },
});

module.exports = {
  allowedSeverity: 'error',
  allowed: [
    { from: { path: core }, to: { path: [core, ...npm('zod')] } },
    { from: { path: '^src/core/ledger/' }, to: { path: npm('croner') } },
    { from: { path: ports }, to: { path: core } },
    { from: { path: '^src/session/' }, to: { path: ['^src/session/', core, ports, ...npm('xstate')] } },
    {
      from: { path: '^src/replay/' },
      to: { path: ['^src/(replay|chair|session)/', core, ports] },
    },
    { from: { path: '^src/chair/' }, to: { path: ['^src/chair/', core, ports] } },
    adapter('serial', ['@serialport/[^/]+']),
    adapter('mqtt', ['mqtt', 'mqtt-packet', 'aedes']),
    adapter('files', ['yaml']),
    adapter('http', ['hono', '@hono/[^/]+', 'ws', '@types/ws']),
    adapter('metrics', ['prom-client']),
    adapter('logging', ['pino']),
    adapter('systemd', []),
    adapter('terminal', []),
    { from: { path: '^src/adapters/' }, to: { dependencyTypes: ['core'] } },
    { from: { path: '^src/adapters/system-clock\\.ts$' }, to: { path: ports } },
    { from: { path: '^src/config\\.ts$' }, to: { path: [core, ...npm('zod')] } },
    {
      from: { path: '^src/daemon(\\.ts$|/)' },
      to: { path: ['^src/(?!cli/|page/|main\\.ts$)', ...npm('xstate')] },
    },
    { from: { path: '^src/(main\\.ts$|cli/)' }, to: { path: ['^src/(?!page/)', ...npm('commander')] } },
    // By value only what plays a program and what every face says; the rest of the tree as types, which leave nothing in the bundle.
    {
      from: { path: '^src/page/' },
      to: {
        path: [
          '^src/page/',
          '^src/core/program/(bounds|compile|timeline|motion|lint|lint-limits|forecast|course-shapes|temperature-line)\\.ts$',
          '^src/core/studio/',
          '^src/core/(time-text|zones|safety/people)\\.ts$',
          '^src/core/words/',
          '^src/core/web/patience\\.ts$',
          ...npm('preact', '@preact/signals'),
        ],
      },
    },
    {
      from: { path: '^src/page/' },
      to: { path: '^src/(core/|ports\\.ts$)', dependencyTypes: ['type-only'] },
    },
    { from: { path: '^src/(main\\.ts$|cli/)' }, to: { dependencyTypes: ['core'] } },
    { from: { path: '^src/cli/(sim|sim-profile|demo|conformance)\\.ts$' }, to: { path: '^hardware-sim/' } },
    {
      from: { path: '^hardware-sim/' },
      // A profile is data of the chair: the simulated one is made from it.
      to: {
        path: [
          '^hardware-sim/',
          '^src/core/protocol/',
          '^src/core/profile/(bits|control-shape|field-shape|schema)\\.ts$',
          '^src/core/zones\\.ts$',
          ports,
        ],
      },
    },
    { from: { path: '^hardware-sim/serve[^/]*\\.ts$' }, to: { dependencyTypes: ['core'] } },
    { from: { path: '^test/' }, to: { path: ['^(src|hardware-sim|test)/', '^node_modules/'] } },
    { from: { path: '^test/' }, to: { dependencyTypes: ['core'] } },
  ],
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    // The page takes it by value.
    {
      name: 'studio-without-packages',
      severity: 'error',
      from: { path: '^src/core/studio/' },
      to: { path: '^node_modules/', dependencyTypesNot: ['type-only'] },
    },
    { name: 'nothing-imports-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    { name: 'not-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Its tool is installed in a folder of its own, when it is asked for.
    exclude: { path: '^test/mutation/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
