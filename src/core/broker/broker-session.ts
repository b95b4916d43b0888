/** `url` is without a login; `isSessionKept`: what is sent with QoS 1 while we are away is kept, as far as the broker has said. */
export interface BrokerSession {
  readonly url: string;
  readonly protocolVersion: 4 | 5;
  readonly isSessionKept: boolean;
}
