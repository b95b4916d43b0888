import type { CompiledProgram } from '../core/program/compile.js';
import { courseShapes, type LaneSize, roundedUnit } from '../core/program/course-shapes.js';
import { hottestMotorC, temperatureLine } from '../core/program/temperature-line.js';
import { setpointsByZone } from '../core/program/timeline.js';
import { coldMotorC } from '../core/safety/thermal.js';
import { techniques, type Zone, zones } from '../core/zones.js';
import { clockTime } from './draw-timeline.js';
import { type PhaseLabel, phaseLabels } from './phase-labels.js';
import { counted } from './process-edge.js';
import { textWidth } from './text-width.js';
import { escapeXml } from './xml-text.js';

const margin = 12;
const lane: LaneSize = { width: 536, height: 54 };
/** The letters grow on a phone, where the picture shrinks: places are kept for the large ones. */
const letters = { usual: 13, large: 18, name: 16, nameLarge: 20 };
const rowHeight = 23;
const nameHeight = 32;
const laneHeader = 26;
const right = margin + lane.width;
const xIn = (laneX: number): number => roundedUnit(margin + laneX);

/** Paper by day and by night, the colours of the page. */
const style = `svg { --paper: #fdfbf7; --band: #f1ede4; --ink: #1d2427; --soft: #566065; --line: #cfc7b8; --hue: #17707c; --warm: #8a4b00 }
@media (prefers-color-scheme: dark) { svg { --paper: #1a2125; --band: #222b30; --ink: #e9e6df; --soft: #a6b0b4; --line: #414d53; --hue: #58bcc6; --warm: #f0b95a } }
text { font: ${letters.usual}px system-ui, sans-serif; fill: var(--ink) }
.name { font-size: ${letters.name}px; font-weight: 600 }
@media (max-width: 480px) { text { font-size: ${letters.large}px } .name { font-size: ${letters.nameLarge}px } }
.soft { fill: var(--soft) } .zone { font-weight: 600; fill: var(--ink) } .end { text-anchor: end } .middle { text-anchor: middle }
.paper { fill: var(--paper) } .band { fill: var(--band) }
.phase { paint-order: stroke; stroke: var(--paper); stroke-width: 4; stroke-linejoin: round }
.edge, .ground { fill: none; stroke: var(--line) }
.level { fill: var(--hue); fill-opacity: .55; stroke: var(--hue) }
.warmth { fill: none; stroke: var(--warm); stroke-width: 1.5; stroke-dasharray: 5 4 }`;

interface TextLook {
  readonly look: string;
  /** How much room there is; what needs more gets smaller letters. */
  readonly room: number;
  readonly largest?: number;
  /** Before the text, in bold letters. */
  readonly zone?: Zone;
}

function textAt(x: number, y: number, text: string, { look, room, largest = letters.large, zone }: TextLook): string {
  const head = zone === undefined ? '' : `<tspan class="zone">${zone}</tspan> `;
  const share = room / (textWidth(text, largest) + textWidth(zone ?? '', 1.5 * largest));
  const size =
    share < 1 ? ` style="font-size:${Math.floor(Math.min(letters.usual, largest * share) * 10) / 10}px"` : '';
  return `<text class="${look}"${size} x="${x}" y="${y}">${head}${escapeXml(text)}</text>`;
}

/** A program as an SVG file: its phases as bands, what each zone does, and how warm its motor gets. The same program gives the same
 *  bytes. Pure. */
export function programPicture(timeline: CompiledProgram): string {
  const shapes = courseShapes(timeline, lane);
  const labels = phaseLabels(shapes.phases, lane.width, letters.large);
  const rows = 1 + Math.max(0, ...labels.map(({ row }) => row));
  const bandTop = margin + nameHeight + rows * rowHeight;
  const laneTop = (index: number): number => bandTop + index * (laneHeader + lane.height) + laneHeader;
  const bandBottom = laneTop(shapes.lanes.length - 1) + lane.height + margin;
  const legendY = bandBottom + 2 * rowHeight + 4;
  const height = legendY + margin;
  const { programId: id, totalMs, about } = timeline;
  const length = clockTime(totalMs);
  const lengthWidth = textWidth(length, letters.nameLarge);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${right + margin} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escapeXml(about.name)}</title>`,
    `<desc id="${id}-desc">${escapeXml(pictureWords(timeline))}</desc>`,
    `<style>\n${style}\n</style>`,
    `<rect class="paper" width="${right + margin}" height="${height}" rx="10"/>`,
    textAt(margin, margin + 14, about.name, {
      look: 'name',
      room: lane.width - lengthWidth - margin,
      largest: 1.1 * letters.nameLarge,
    }),
    textAt(right, margin + 14, length, { look: 'soft end', room: lengthWidth }),
    ...drawBands(labels, bandTop, bandBottom),
    ...shapes.lanes.flatMap(({ zone, area }, index) => drawLane(timeline, zone, area, laneTop(index))),
    ...drawAxis(totalMs, bandBottom),
    ...drawLegend(legendY),
    '</svg>',
  ].join('\n')}\n`;
}

/** What the picture shows, for who does not see it: length, phases, and how strong and how warm each zone gets. */
export function pictureWords(timeline: CompiledProgram): string {
  const { phases, totalMs } = timeline;
  const names = phases.length > 12 ? '' : `: ${phases.map(({ name }) => name).join(', ')}`;
  const peaks = zones.map((zone) => {
    const { strongest, hottest } = peakOf(timeline, zone);
    return strongest === 0 ? `${zone} rests` : `${zone} up to level ${strongest} and ${hottest} °C`;
  });
  const seconds = Math.max(1, Math.round(totalMs / 1000));
  const length = [`${Math.floor(seconds / 60)} min`, `${seconds % 60} s`].filter((part) => !part.startsWith('0 '));
  return `${length.join(' ')} in ${counted(phases.length, 'phase')}${names}. By zone: ${peaks.join(', ')}.`;
}

function peakOf(timeline: CompiledProgram, zone: Zone) {
  const strongest = Math.max(0, ...setpointsByZone(timeline)[zone].map(({ level }) => level));
  return { strongest, hottest: Math.round(temperatureLine(timeline, zone, lane).hottestC) };
}

/** The bands of the phases; above them their names, each over the place where its phase begins. */
function drawBands(labels: readonly PhaseLabel[], top: number, bottom: number): readonly string[] {
  const bands = labels
    .filter(({ phase }) => phase.index % 2 === 0)
    .map(
      ({ phase: { x, width } }) =>
        `<rect class="band" x="${xIn(x)}" y="${top}" width="${width}" height="${bottom - top}"/>`,
    );
  const baseOf = (row: number): number => top - row * rowHeight - 7;
  const edges = labels.map(({ phase: { x }, row }) => `M${xIn(x)} ${baseOf(row) - 12}V${bottom}`);
  const names = labels.map(({ phase, x, row, isAtEnd }) =>
    textAt(xIn(x), baseOf(row), phase.name, { look: isAtEnd ? 'phase end' : 'phase', room: lane.width }),
  );
  return [...bands, `<path class="edge" d="${edges.join('')}"/>`, ...names];
}

function drawLane(timeline: CompiledProgram, zone: Zone, area: string, top: number): readonly string[] {
  const used = techniques.filter((technique) =>
    setpointsByZone(timeline)[zone].some((each) => each.technique === technique && each.level > 0),
  );
  const { strongest, hottest } = peakOf(timeline, zone);
  const peak = `to ${strongest}, ${hottest} °C`;
  const room = lane.width - textWidth(peak, letters.large) - 2 * margin;
  const y = top - 8;
  const title = (doing: string): string => textAt(margin + 4, y, doing, { look: 'soft', room, zone });
  const at = `transform="translate(${margin} ${top})"`;
  const ground = `<path class="ground" ${at} d="M0 ${lane.height}H${lane.width}"/>`;
  if (strongest === 0) return [title('rests'), ground];
  return [
    title(used.join(', ')),
    textAt(right - 4, y, peak, { look: 'soft end', room: lane.width }),
    ground,
    `<path class="level" ${at} d="${area}"/>`,
    `<path class="warmth" ${at} d="${temperatureLine(timeline, zone, lane).line}"/>`,
  ];
}

/** Seconds between two marks of the time. */
const tickSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900];
const ticksMax = 6;

function drawAxis(totalMs: number, y: number): readonly string[] {
  const stepMs = 1000 * (tickSteps.find((step) => totalMs / step <= 1000 * ticksMax) ?? 900);
  const room = textWidth('00:00', letters.large);
  const times = Array.from({ length: Math.floor(totalMs / stepMs) + 1 }, (_, index) => index * stepMs);
  const xOf = (ms: number): number => margin + Math.round((ms / totalMs) * lane.width);
  const marks = times.filter((ms) => ms === 0 || xOf(ms) < right - 1.6 * room);
  const look = (ms: number): string => (ms === 0 ? 'soft' : ms === totalMs ? 'soft end' : 'soft middle');
  return [
    `<path class="edge" d="M${margin} ${y}H${right}${[...marks, totalMs].map((ms) => `M${xOf(ms)} ${y}v5`).join('')}"/>`,
    ...[...marks, totalMs].map((ms) => textAt(xOf(ms), y + rowHeight - 2, clockTime(ms), { look: look(ms), room })),
  ];
}

function drawLegend(y: number): readonly string[] {
  const look = { look: 'soft', room: lane.width };
  const second = margin + 190;
  return [
    `<path class="level" d="M${margin} ${y}v-10h20v10Z"/>`,
    textAt(margin + 26, y, 'level, 0 to 100', look),
    `<path class="warmth" d="M${second} ${y - 5}h24"/>`,
    textAt(second + 30, y, `motor forecast, ${coldMotorC} to ${hottestMotorC} °C`, look),
  ];
}
