import type { ProgramWords, ShippedPhase, ShippedProgram } from './shipped.js';

/** The programs that ship, in German. */
export const programTexts: Readonly<Record<ShippedProgram, ProgramWords>> = {
  demo: { name: 'Vorführung', summary: 'Zeigt in einer Minute jeden Bereich und jede Bewegung einmal.' },
  'leg-circulation': {
    name: 'Beine durchbluten',
    summary: 'Langsames Pressen von den Waden aufwärts, mit langen Pausen.',
  },
  'lower-flexibility': {
    name: 'Bewegliche Hüfte und Beine',
    summary:
      'Drei Sätze schnellen, gleichmäßigen Pressens an Sitz und Beinen, die fester werden, dazu ein langsames Rollen am Rücken.',
  },
  'lymphatic-drainage': {
    name: 'Sanfte Wellen',
    summary: 'Sehr leichte, langsame Wellen von den Beinen zum Rücken, nachdem der Weg am Rumpf frei ist.',
  },
  'post-workout': {
    name: 'Nach dem Sport',
    summary:
      'Wärmt die Beine, schickt feste Wellen von den Beinen zum Rücken, knetet und endet mit langsamen, leichten Wellen.',
  },
  posture: {
    name: 'Haltung',
    summary:
      'Leitern von zehn festen Drücken den Rücken entlang, dazwischen eine Minute Kneten, unten ein ruhiger Halt.',
  },
  pulse: {
    name: 'Pulse',
    summary: 'Sechs muntere Minuten mit kurzen Pulsen, reihum in allen Zonen; dazu genügen Motoren, die vibrieren.',
  },
  'quick-break': {
    name: 'Kurze Pause',
    summary: 'Acht muntere Minuten mit Rollen, schnellem Kneten und Klopfen, nach denen man wach ist.',
  },
  relaxation: {
    name: 'Entspannung',
    summary:
      'Langsames Rollen und Kneten am Rücken, ein leises Summen im Sitz und lange, leichte Pressungen an den Beinen.',
  },
  'restless-legs': {
    name: 'Unruhige Beine',
    summary:
      'Jede Minute eine kurze Pressung an den Beinen und in den Pausen ein Summen, das leiser wird, für den Abend.',
  },
  waves: {
    name: 'Wellen',
    summary:
      'Ein Summen wandert von den Beinen zu den Schultern, gegen Ende langsamer; dazu genügen Motoren, die vibrieren.',
  },
};

export const phaseNames: Readonly<Record<ShippedPhase, string>> = {
  Arrive: 'Ankommen',
  'Clear again': 'Noch einmal frei machen',
  'Clear the back': 'Rücken frei machen',
  'Clear the seat': 'Sitz frei machen',
  'Cool-down': 'Abklingen',
  Deepen: 'Vertiefen',
  Fade: 'Ausklingen',
  'First ladders': 'Erste Leitern',
  'Fuller waves': 'Vollere Wellen',
  Knead: 'Kneten',
  'Knead and roll': 'Kneten und Rollen',
  'Knead and tap': 'Kneten und Klopfen',
  'Last ladders': 'Letzte Leitern',
  'Let go': 'Loslassen',
  'Light waves': 'Leichte Wellen',
  Loosen: 'Lockern',
  Press: 'Drücken',
  Pulse: 'Pulse',
  Roll: 'Rollen',
  'Second ladders': 'Zweite Leitern',
  'Set 1': 'Satz 1',
  'Set 2': 'Satz 2',
  'Set 3': 'Satz 3',
  'Settle in': 'Einrichten',
  'Slow waves': 'Langsame Wellen',
  Squeeze: 'Pressen',
  'Squeeze and hum': 'Pressen und Summen',
  Tap: 'Klopfen',
  Vibrate: 'Summen',
  'Wake up': 'Aufwachen',
  'Warm the legs': 'Beine wärmen',
  'Warm-up': 'Aufwärmen',
  Waves: 'Wellen',
  'With the back': 'Mit dem Rücken',
};
