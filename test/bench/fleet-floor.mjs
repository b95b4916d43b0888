// The floor of a fleet: the least that holds so many chairs at 10 Hz, reads their lines and keeps their leases. No checks.
import { connect } from 'node:net';
import process from 'node:process';

const { keep, hello, rate } = JSON.parse(process.argv[2]);
const chairs = [];

function take(chair, line) {
  const fields = line.split(' ');
  if (fields[1] === 'OK' && fields[0] === '1') chair.socket.write(rate);
  if (fields[0] !== 'T') return;
  chair.zones = fields.slice(6).map((zone) => zone.split(/[:,]/));
  chair.count += 1;
  if (chair.count % 2 === 0) chair.socket.write(keep);
}

function hold(port) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true }, () => socket.write(`\n${hello}`));
  const chair = { socket, zones: [], count: 0 };
  chairs.push(chair);
  let rest = '';
  socket.setEncoding('latin1').on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) take(chair, line);
  });
}

process.stdin.once('data', (ports) => JSON.parse(ports).forEach(hold));
process.stdin.on('end', () => process.exit());
