// Loaded into the daemon before anything else: tells what it holds, after its garbage is collected, to who connects.
import { createServer } from 'node:net';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const listenersOf = (emitter) => emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);

function sample() {
  collect();
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  // The only way to the emitters behind the handles.
  const handles = process._getActiveHandles();
  const emitters = [process, ...handles].filter((each) => typeof each.eventNames === 'function');
  return {
    rss,
    heapUsed,
    external: external + arrayBuffers,
    timers: resources.filter((name) => name === 'Timeout').length,
    handles: resources.filter((name) => name !== 'Timeout').length,
    listeners: emitters.reduce((sum, each) => sum + listenersOf(each), 0),
  };
}

// What the compilers keep of hot code rises for hours and is no part of what a daemon holds.
if (process.env.SOAK_COMPILER === 'off') {
  for (const flag of ['--no-opt', '--no-sparkplug', '--no-flush-bytecode']) setFlagsFromString(flag);
}

const path = process.env.SOAK_PROBE;
// The workers of the daemon load it too.
if (path !== undefined && process.argv[2] === 'start') {
  delete process.env.SOAK_PROBE;
  delete process.env.NODE_OPTIONS;
  createServer((socket) => socket.on('error', () => {}).end(JSON.stringify(sample())))
    .listen(path)
    .unref();
}
