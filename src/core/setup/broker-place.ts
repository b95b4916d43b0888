const loopback = ['localhost', '127.0.0.1', '[::1]'];

const placeOf = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const host = url === null || loopback.includes(url.hostname) ? 'localhost' : url.hostname;
  return url === null ? null : `${host}:${url.port === '' ? '1883' : url.port}`;
};

/** Whether two addresses lead to the same broker, of which one is the demo's on this machine. */
export const isDemoBroker = (url: string, demoBroker: string): boolean =>
  url.startsWith('mqtt:') && placeOf(url) === placeOf(demoBroker);
