import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/** What the Supervisor of Home Assistant tells of a broker. */
export interface MqttService {
  readonly host: string;
  readonly port: number;
  readonly ssl: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly protocol: '3.1.1';
  readonly addon: string;
}

/** The part of the Supervisor that an app asks when it starts. */
export class MockSupervisor {
  readonly token = '0f3c81d2-token-of-this-app';
  /** Null: no app provides a broker. */
  service: MqttService | null = null;
  asked = 0;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.asked += 1;
      const [status, body] = this.answer(request.url, request.headers.authorization);
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  static async open(): Promise<MockSupervisor> {
    const supervisor = new MockSupervisor();
    await once(supervisor.server.listen(0, '127.0.0.1'), 'listening');
    return supervisor;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(path: string | undefined, authorization: string | undefined): readonly [number, object] {
    if (authorization !== `Bearer ${this.token}`) return [401, { result: 'error', message: 'Unauthorized' }];
    if (path !== '/services/mqtt') return [404, { result: 'error', message: 'Not found' }];
    if (this.service === null) return [400, { result: 'error', message: 'Service not enabled' }];
    return [200, { result: 'ok', data: this.service }];
  }
}
