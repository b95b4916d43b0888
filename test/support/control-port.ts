import { connect } from 'node:net';

/** Asks the simulator's control port: the chair's own word, not the daemon's. */
export function askControl(port: number, question: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${JSON.stringify(question)}\n`));
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
      if (!text.includes('\n')) return;
      socket.destroy();
      resolve(JSON.parse(text));
    });
    socket.on('error', reject);
  });
}
