import type { WrongConfiguration } from './configuration.js';

const inHttp = (rest: string): string => `http: { listen: 0.0.0.0:8470, ${rest} }`;

export const wrongHttpSections: readonly WrongConfiguration[] = [
  { mistake: 'a short token', line: 15, wrong: inHttp('token: s3cret'), says: 'leave it out', right: inHttp('') },
  {
    mistake: 'a token read as a number',
    line: 15,
    wrong: inHttp('token: 12345678901234567890'),
    says: 'put it in quotes',
    right: inHttp('token: "12345678901234567890"'),
  },
  {
    mistake: 'a password for a token',
    line: 15,
    wrong: inHttp('password: "12345678901234567890"'),
  },
  {
    mistake: 'a token in two places',
    line: 15,
    wrong: inHttp('token: "12345678901234567890", token_file: /t'),
    says: 'use one of them',
    right: inHttp('token: "12345678901234567890"'),
  },
  { mistake: 'a word for a switch', line: 15, wrong: inHttp('open_stop: yes') },
  { mistake: 'another word for a switch', line: 15, wrong: inHttp('ingress_own: on') },
  { mistake: 'one name for a list', line: 15, wrong: inHttp('host_names: chair.lan') },
  { mistake: 'a page for a name', line: 15, wrong: inHttp('host_names: ["http://chair.lan/"]') },
  { mistake: 'a dot at the end of a name', line: 15, wrong: inHttp('host_names: [chair.lan.]') },
  { mistake: 'a wildcard for a name', line: 15, wrong: inHttp('host_names: ["*.lan"]') },
  { mistake: 'a number for a name', line: 15, wrong: inHttp('host_names: [8470]') },
  { mistake: 'names by another word', line: 15, wrong: inHttp('hosts: [chair.lan]') },
  { mistake: 'a name for a proxy', line: 15, wrong: inHttp('trusted_proxies: [proxy.lan]') },
  { mistake: 'a proxy with a port', line: 15, wrong: inHttp('trusted_proxies: ["192.168.1.2:80"]') },
  { mistake: 'one proxy for a list', line: 15, wrong: inHttp('trusted_proxies: 192.168.1.2') },
  {
    mistake: 'a switch for proxies',
    line: 15,
    wrong: inHttp('trust_proxy: true'),
    says: 'trusted_proxies',
    right: inHttp(''),
  },
  { mistake: 'a switch for TLS of ours', line: 15, wrong: inHttp('tls: true'), says: 'such as {', right: inHttp('') },
  {
    mistake: 'a certificate without its key',
    line: 15,
    wrong: inHttp('tls: { cert_file: /none.pem }'),
    says: 'such as key_file',
    right: inHttp(''),
  },
  {
    mistake: 'a certificate that is not there',
    line: 15,
    wrong: inHttp('tls: { cert_file: /none.pem, key_file: /none.key }'),
    says: '/none.pem cannot be read',
    right: inHttp(''),
  },
  { mistake: 'a switch for the ingress', line: 15, wrong: inHttp('ingress: false') },
  { mistake: 'a yes for the ingress', line: 15, wrong: inHttp('ingress: true') },
  { mistake: 'a port for the ingress', line: 15, wrong: inHttp('ingress: 8099') },
];
