/** A configuration of somebody who begins, with one mistake in it. */
export interface WrongConfiguration {
  readonly mistake: string;
  /** The line of `rightConfiguration` in whose place `wrong` stands, from 1 on. */
  readonly line: number;
  readonly wrong: string;
  /** Where the mistake is named, if not in this line. */
  readonly at?: number;
  /** Words of the cure. Left out: the value or key that the advice itself names is put in. */
  readonly says?: string;
  /** What stands there when a person has followed these words. */
  readonly right?: string;
}

export const rightConfiguration = `mqtt:
  url: mqtt://broker.lan:1883
  base_topic: chair2mqtt
chairs:
  - id: hall
    name: Chair in the hall
    port: /dev/ttyUSB0
    baud_rate: 115200
    groups: [downstairs]
    limits:
      level_max: 80
      session_max: 20m
people:
  guest: { avoid: [clot-risk], level_max: 60 }
log: { level: info }
`;
