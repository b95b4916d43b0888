/** The programs that ship, and the names of their phases: they have words of their own in every language. */
export type ShippedProgram =
  | 'demo'
  | 'leg-circulation'
  | 'lower-flexibility'
  | 'lymphatic-drainage'
  | 'post-workout'
  | 'posture'
  | 'pulse'
  | 'quick-break'
  | 'relaxation'
  | 'restless-legs'
  | 'waves';

export type ShippedPhase =
  | 'Arrive'
  | 'Clear again'
  | 'Clear the back'
  | 'Clear the seat'
  | 'Cool-down'
  | 'Deepen'
  | 'Fade'
  | 'First ladders'
  | 'Fuller waves'
  | 'Knead'
  | 'Knead and roll'
  | 'Knead and tap'
  | 'Last ladders'
  | 'Let go'
  | 'Light waves'
  | 'Loosen'
  | 'Press'
  | 'Pulse'
  | 'Roll'
  | 'Second ladders'
  | 'Set 1'
  | 'Set 2'
  | 'Set 3'
  | 'Settle in'
  | 'Slow waves'
  | 'Squeeze'
  | 'Squeeze and hum'
  | 'Tap'
  | 'Vibrate'
  | 'Wake up'
  | 'Warm the legs'
  | 'Warm-up'
  | 'Waves'
  | 'With the back';

export interface ProgramWords {
  readonly name: string;
  readonly summary: string;
}
