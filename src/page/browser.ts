import type { PageMemory } from './logic/first-steps.js';
import type { PageClock, PageMethod, PageNetwork, PageRequest, RequestOptions } from './logic/network.js';

/** The browser's time and chance. */
export const browserClock: PageClock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, run) => ({ id: setTimeout(run, delayMs) }),
  every: (periodMs, run) => ({ id: setInterval(run, periodMs) }),
  clear: ({ id }) => clearTimeout(id as number),
  random: () => Math.random(),
};

/** Relative to the page, so that a prefix of a proxy does not matter. */
const apiUrl = (path: string): URL => new URL(`api/${path}`, document.baseURI);

function streamUrl(): string {
  const url = apiUrl('stream');
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.hash = '';
  return url.href;
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function ask(method: PageMethod, path: string, options: RequestOptions = {}): PageRequest {
  const { body, isStop = false, isKeptAlive = false } = options;
  const controller = new AbortController();
  const headers: Record<string, string> = {};
  if (method !== 'GET' && !isStop) headers['X-Chair2mqtt'] = '1';
  const isText = typeof body === 'string';
  if (body !== undefined) headers['Content-Type'] = isText ? 'application/x-ndjson' : 'application/json';
  const reply = fetch(apiUrl(path).href, {
    method,
    headers: { ...headers, ...options.headers },
    body: body === undefined ? null : isText ? body : JSON.stringify(body),
    keepalive: isKeptAlive,
    cache: 'no-store',
    signal: controller.signal,
  }).then(
    async (response) => ({ status: response.status, body: await bodyOf(response) }),
    () => null,
  );
  return { reply, abort: () => controller.abort() };
}

/** The way to the daemon that served this page. */
export const browserNetwork: PageNetwork = {
  ask,
  openStream: ({ onText, onClose }) => {
    const socket = new WebSocket(streamUrl());
    socket.onmessage = ({ data }) => onText(String(data));
    socket.onclose = onClose;
    return {
      send: (text) => {
        if (socket.readyState !== WebSocket.OPEN) return false;
        socket.send(text);
        return true;
      },
      get isClogged() {
        return socket.bufferedAmount > 0;
      },
      close: () => socket.close(),
    };
  },
};

/** Storage may be forbidden: then a choice lasts as long as the page. */
export const browserMemory: PageMemory = {
  read: (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  write: (name, text) => {
    try {
      localStorage.setItem(name, text);
    } catch {
      // It is asked again next time.
    }
  },
};
