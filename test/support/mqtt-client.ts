import { connect, type IClientOptions, type MqttClient } from 'mqtt';

/** A client of a broker that is connected; one that may not try again (`reconnectPeriod: 0`) rejects with why it was not let in. An error
 *  that comes later, as when its broker is killed, is left to the test to see by what it lacks: with no listener it would be thrown in
 *  whichever test runs at that moment. */
export function connectClient(url: string, options: IClientOptions = {}): Promise<MqttClient> {
  const client = connect(url, options);
  let isIn = false;
  return new Promise((resolve, reject) => {
    const refuse = (reason: Error): void => {
      if (options.reconnectPeriod !== 0 || isIn) return;
      client.end(true);
      reject(reason);
    };
    client.on('error', refuse);
    client.once('close', () => refuse(new Error('the broker ended the connection')));
    client.once('connect', () => {
      isIn = true;
      resolve(client);
    });
  });
}
