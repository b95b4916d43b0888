/** Armed from and to; `toMs` is infinite while it lasts. */
export interface ArmedSpan {
  readonly fromMs: number;
  toMs: number;
}

/** What is known of any chair that a storm goes over, whatever it speaks: worked out from what it does, without a look at what the
 *  daemon thinks. Times of the simulation, ms; infinitely long ago where it never was so. */
export interface ChairMotion {
  readonly nowMs: number;
  /** Something moves that a stop has to end. */
  readonly isMoving: boolean;
  /** It may move by what the daemon has sent. */
  readonly isArmed: boolean;
  readonly spans: readonly ArmedSpan[];
  /** It does not let go of what it does. */
  readonly isStuck: boolean;
  /** The emergency stop that no reset has cleared yet. */
  readonly emergencyAtMs: number | null;
  readonly isOccupied: boolean;
  readonly seatedChangedAtMs: number;
  readonly rebootedAtMs: number;
  /** It told a fault of its own. */
  readonly faultAtMs: number;
  /** A person pressed what ends motion. */
  readonly stopButtonAtMs: number;
  /** Its line may have made something else of what it shows, and nobody could tell. */
  readonly isMisread: boolean;
  /** The last moment in which it did what it was not asked. */
  readonly oddAtMs: number;
}
