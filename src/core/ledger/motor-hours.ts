import { zones } from '../zones.js';
import type { LineOf } from './lines.js';
import type { MotorHours } from './roll-up.js';

const hourMs = 3_600_000;
/** Less than this is rounding. */
const missedHoursMin = 1 / 3600;

export const hoursOfMs = (motorMs: number, zoneMs: MotorHours['zones']): MotorHours => ({
  motor_h: motorMs / hourMs,
  zones: Object.fromEntries(
    zones.flatMap((zone) => {
      const own = zoneMs[zone];
      return own === undefined ? [] : [[zone, own / hourMs]];
    }),
  ),
});

/** What the ledger knows beyond the hours that were told, in ms; null where that is nothing. */
export function timesOf(
  ledger: MotorHours,
  told: MotorHours,
): { readonly motorMs: number; readonly zoneMs: MotorHours['zones'] } | null {
  const beyond = (ledgerH: number, toldH: number): number => Math.max(0, ledgerH - toldH);
  const motorH = beyond(ledger.motor_h, told.motor_h);
  const byZone = zones.flatMap((zone) => {
    const hours = beyond(ledger.zones[zone] ?? 0, told.zones[zone] ?? 0);
    return hours < missedHoursMin ? [] : [[zone, hours * hourMs] as const];
  });
  if (motorH < missedHoursMin && byZone.length === 0) return null;
  return { motorMs: motorH * hourMs, zoneMs: Object.fromEntries(byZone) };
}

export const addedTimes = (one: MotorHours['zones'], other: MotorHours['zones']): MotorHours['zones'] =>
  Object.fromEntries(
    zones.flatMap((zone) => (zone in one || zone in other ? [[zone, (one[zone] ?? 0) + (other[zone] ?? 0)]] : [])),
  );

/** The line that brings the ledger up to the hours that were told; null where it knows them. */
export function seedFor(
  chair: string,
  serial: string,
  told: MotorHours,
  ledger: MotorHours,
  at: string,
): LineOf<'seed'> | null {
  const missing = (toldH: number, ledgerH: number): number => Math.max(0, toldH - ledgerH);
  const motor_h = missing(told.motor_h, ledger.motor_h);
  const byZone = zones.flatMap((zone) => {
    const hours = missing(told.zones[zone] ?? 0, ledger.zones[zone] ?? 0);
    return hours < missedHoursMin ? [] : [[zone, hours] as const];
  });
  if (motor_h < missedHoursMin && byZone.length === 0) return null;
  return { kind: 'seed', chair, serial, motor_h, hours: Object.fromEntries(byZone), at };
}
