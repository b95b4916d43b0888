/** A host and a TCP port; `[::1]:8470` gives the host without its brackets. Null for anything else. */
export function readHostPort(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port < 1 || port > 65_535 ? null : { host, port };
}

/** Hosts that only this machine reaches. */
export const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|::1)$/;
