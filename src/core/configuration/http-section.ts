import { z } from 'zod';
import { readIpRange } from '../access/ip-address.js';
import { readHostPlace } from '../access/own-names.js';
import { tokenLengthMin } from '../access/settings.js';
import { type HostPort, listenProblem, readHostPort } from './addresses.js';
import * as value from './values.js';

/** What people write around a host: the address of a page, a dot at its end. */
const bareHost = (text: string): string =>
  text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[/?#].*$/, '')
    .replace(/\.$/, '');

function hostNameProblem(text: string): string | null {
  if (readHostPlace(text) !== null) return null;
  const likely = bareHost(text);
  const isRight = readHostPlace(likely) !== null;
  return value.advise(
    'must be the name or address of a host, with a port only where another one leads here',
    isRight ? `write ${value.written(likely)}` : 'such as chair.lan',
  );
}

function proxyProblem(text: string): string | null {
  if (readIpRange(text) !== null) return null;
  const likely = bareHost(text).replace(/^\[(.*)\](:\d+)?$|^([\d.]+):\d+$/, '$1$3');
  const isRight = readIpRange(likely) !== null;
  return value.advise(
    'must be an IP address, or a range of them',
    isRight ? `write ${value.written(likely)}` : 'such as 192.168.1.2 or 172.18.0.0/16',
  );
}

const ingressForm = 'must be off or host:port';

function ingressProblem(text: string): string | null {
  if (text === 'off' || readHostPort(text) !== null) return null;
  if (/^(off|no|none|false)?$/i.test(text)) return value.advise(ingressForm, 'write off');
  const [, advice = 'such as 0.0.0.0:8099'] = listenProblem(text)?.split('\n') ?? [];
  return value.advise(ingressForm, advice);
}

const pem = (what: string) => value.lineOfText('a path').describe(what);

/** The keys of `http` that say who may come, and how. */
export const httpAccessKeys = {
  token: value
    .secretText()
    .min(
      tokenLengthMin,
      value.advise(`must have at least ${tokenLengthMin} characters`, 'leave it out: the daemon makes one'),
    )
    .optional()
    .describe(`what lets a person or a program do everything, at least ${tokenLengthMin} characters; better in a file`),
  token_file: value
    .lineOfText('a path')
    .optional()
    .describe('a file that holds the token; left out: made at the first start, as `http-token` in the data folder'),
  open_stop: value
    .yesOrNo()
    .default(false)
    .describe('true lets anybody in the network stop the chairs without a login'),
  host_names: value
    .listOf(value.checkedText('the name of a host', hostNameProblem), '[chair.lan]')
    .max(32, 'may have at most 32 names')
    .optional()
    .describe("the names it answers to; left out: the machine's own and that with `.local`"),
  trusted_proxies: value
    .listOf(value.checkedText('an IP address', proxyProblem), '[192.168.1.2]')
    .max(32, 'may have at most 32 proxies')
    .default([])
    .describe('addresses of proxies whose `X-Forwarded-*` count'),
  tls: z
    .strictObject(
      { cert_file: pem('PEM of the certificate, with those of its authorities'), key_file: pem('PEM of its key') },
      value.mapError('{ cert_file: /etc/ssl/chair.pem, key_file: /etc/ssl/chair.key }'),
    )
    .optional(),
  metrics: value
    .yesOrNo()
    .default(false)
    .describe('true shows what is measured at `/metrics`, for Prometheus; it needs the token'),
  may_edit_programs: value
    .yesOrNo()
    .default(false)
    .describe(
      'true lets who may do everything save programs by page and API, in the folder `programs`, which has to be set',
    ),
  ingress: value
    .checkedText('off or host:port', ingressProblem)
    .transform((text): HostPort | null => readHostPort(text))
    .prefault('off')
    .describe('a second place to listen at, for the ingress of Home Assistant alone; `off` without one'),
  ingress_own: value
    .yesOrNo()
    .default(false)
    .describe('true where the panel of the add-on is for administrators only: by ingress everything may be done'),
};
