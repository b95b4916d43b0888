// Simulated chairs in a process of their own, from the build; says on which ports they listen.
import process from 'node:process';

const { listenFleet } = await import(new URL('../../dist/hardware-sim/index.js', import.meta.url).href);
const fleet = await listenFleet({ count: Number(process.argv[2]), tcp: { host: '127.0.0.1', port: 0 } });
if (fleet.kind === 'problem') throw new Error(fleet.message);
process.stdout.write(`${fleet.chairs.map(({ addresses }) => addresses.tcp.port).join(' ')}\n`);
