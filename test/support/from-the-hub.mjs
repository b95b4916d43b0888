// A hub's ingress comes from one address, which no test has: what comes to this port counts as coming from there.
import { Socket } from 'node:net';

const port = Number(process.env.TEST_INGRESS_PORT);
const { _getpeername: peerOf } = Socket.prototype;

Socket.prototype._getpeername = function peerName() {
  const peer = peerOf.call(this);
  return this.localPort === port ? { ...peer, address: '172.30.32.2', family: 'IPv4' } : peer;
};
