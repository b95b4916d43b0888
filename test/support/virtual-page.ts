/** For a page, before its first script: its time moves in `advance` alone, in steps as a browser takes them, and its stream is the test's.
 *  Requests and what is painted stay real: `answered` and `painted` wait for them. */
export const virtualPage = `(() => {
  const startMs = Date.parse('2026-01-01T12:00:00Z');
  const timers = new Map();
  const breathe = MessageChannel;
  let nowMs = 0;
  let made = 0;
  performance.now = () => nowMs;
  Date.now = () => startMs + nowMs;
  const add = (everyMs) => (run, delayMs = 0) => {
    made += 1;
    timers.set(made, { atMs: nowMs + delayMs, run, everyMs: everyMs ? delayMs : null });
    return made;
  };
  window.setTimeout = add(false);
  window.setInterval = add(true);
  window.clearTimeout = window.clearInterval = (id) => timers.delete(id);
  window.WebSocket = class {
    static OPEN = 1;
    readyState = 1;
    bufferedAmount = 0;
    sent = [];
    constructor() { window.stream = this; }
    send(text) { this.sent.push(text); }
    close() { this.onclose?.(); }
  };
  window.hear = (frame) => window.stream.onmessage({ data: JSON.stringify(frame) });
  window.advance = (byMs) => {
    const untilMs = nowMs + byMs;
    for (;;) {
      let next = null;
      for (const entry of timers) if (entry[1].atMs <= untilMs && (next === null || entry[1].atMs < next[1].atMs)) next = entry;
      if (next === null) break;
      const [id, timer] = next;
      nowMs = Math.max(nowMs, timer.atMs);
      if (timer.everyMs === null) timers.delete(id);
      else timer.atMs += timer.everyMs;
      timer.run();
    }
    nowMs = untilMs;
  };
  const underWay = new Set();
  const ask = window.fetch;
  window.fetch = (...asked) => {
    const reply = ask(...asked);
    underWay.add(reply);
    reply.finally(() => underWay.delete(reply)).catch(() => undefined);
    return reply;
  };
  window.answered = async () => {
    while (underWay.size > 0) {
      await Promise.allSettled([...underWay]);
      await painted();
    }
  };
  window.painted = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new breathe();
    channel.port1.onmessage = () => { channel.port1.close(); done(); };
    channel.port2.postMessage(null);
  }));
})()`;
