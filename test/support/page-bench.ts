import { beforeEach } from 'vitest';
import { PageApp } from '../../src/page/logic/page-app.js';
import { pageStatus, wholeChair } from './page-chairs.js';
import { TestNetwork } from './page-network.js';
import { VirtualTime } from './virtual-time.js';

/** The page without its looks, over a network that the test plays: made anew for each test. */
export class PageBench {
  clock = new VirtualTime();
  network = new TestNetwork(() => this.clock.wallMs());

  constructor() {
    beforeEach(() => {
      this.clock = new VirtualTime();
      this.network = new TestNetwork(() => this.clock.wallMs());
    });
  }

  open(hash = ''): PageApp {
    return new PageApp(this.clock, this.network, hash);
  }
}

export const idleChair = (id: string, news = {}) => wholeChair(id, pageStatus('idle', news));
