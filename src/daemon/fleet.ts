import type { Face, Fleet } from '../ports.js';
import type { ChairUnit } from './chair-unit.js';

/** The chairs of this daemon, as the faces see them. */
export function createFleet(units: ReadonlyMap<string, ChairUnit>): Fleet {
  const unitOf = (chairId: string): ChairUnit => {
    const unit = units.get(chairId);
    if (unit === undefined) throw new Error(`a face asked for a chair that it was not told of: ${chairId}`);
    return unit;
  };
  return {
    chairIds: [...units.keys()],
    card: (chairId) => unitOf(chairId).card(),
    status: (chairId) => unitOf(chairId).status(),
    state: (chairId) => unitOf(chairId).state,
    groups: (chairId) => unitOf(chairId).groups,
    link: (chairId) => unitOf(chairId).link(),
    book: (chairId) => unitOf(chairId).memory.service.book,
    programs: (chairId) => unitOf(chairId).programs(),
    isAvailable: (chairId) => unitOf(chairId).isAvailable,
    run: (chairId, command, origin, reply) => unitOf(chairId).run(command, origin, reply),
    stop: (chairId, kind, source) => unitOf(chairId).stop(kind, source),
    foreignOwner: (chairId, reason) => unitOf(chairId).setForeignOwner(reason),
  };
}

/** Tells every face what the chairs tell. Faces join after the chairs exist; what was told before, they ask for. */
export class Faces implements Face {
  private readonly faces: Partial<Face>[] = [];

  join(face: Partial<Face>): void {
    this.faces.push(face);
  }

  onStatus: Face['onStatus'] = (chairId, status) => {
    for (const face of this.faces) face.onStatus?.(chairId, status);
  };

  onEvent: Face['onEvent'] = (chairId, event) => {
    for (const face of this.faces) face.onEvent?.(chairId, event);
  };

  onStop: Face['onStop'] = (chairId) => {
    for (const face of this.faces) face.onStop?.(chairId);
  };

  onTelemetry: Face['onTelemetry'] = (chairId, telemetry) => {
    for (const face of this.faces) face.onTelemetry?.(chairId, telemetry);
  };

  onAvailability: Face['onAvailability'] = (chairId, isAvailable) => {
    for (const face of this.faces) face.onAvailability?.(chairId, isAvailable);
  };

  onPrograms: Face['onPrograms'] = (chairId) => {
    for (const face of this.faces) face.onPrograms?.(chairId);
  };

  onUsage: Face['onUsage'] = (chairId) => {
    for (const face of this.faces) face.onUsage?.(chairId);
  };

  onCard: Face['onCard'] = (chairId) => {
    for (const face of this.faces) face.onCard?.(chairId);
  };
}
