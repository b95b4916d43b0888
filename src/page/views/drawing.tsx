import type { Zone } from '../../core/zones.js';
import type { ZoneFactsShown } from '../logic/chair-facts.js';
import { TechniqueMark } from './technique-mark.js';

interface Slab {
  readonly x: number;
  readonly y: number;
  readonly turn: number;
  readonly width: number;
  readonly height: number;
}

/** The upholstery from the side: each zone a slab of its own. */
const slabs: Readonly<Record<Zone, Slab>> = {
  back: { x: 44, y: 36, turn: -17, width: 62, height: 172 },
  seat: { x: 88, y: 206, turn: -5, width: 140, height: 58 },
  legs: { x: 224, y: 196, turn: -28, width: 54, height: 124 },
};

const cornerOf = ({ width, height }: Slab): number => Math.min(width, height) * 0.4;
const clipId = (zone: Zone): string => `zone-${zone}`;

function ZoneShape({ facts }: { readonly facts: ZoneFactsShown }) {
  const { zone, level, asked, isDerated } = facts;
  const slab = slabs[zone];
  const { x, y, turn, width, height } = slab;
  const outline = { width, height, rx: cornerOf(slab) };
  const yOf = (share: number) => height * (1 - share / 100);
  return (
    <g class={level === null ? 'unknown' : ''} transform={`translate(${x} ${y}) rotate(${turn})`}>
      <rect class="zone-ground" {...outline} />
      <g clip-path={`url(#${clipId(zone)})`}>
        <rect
          class="zone-level"
          width={width}
          height={height}
          style={{ transform: `translateY(${yOf(level ?? 0)}px)` }}
        />
        {isDerated && <rect width={width} height={height} fill="url(#derated)" />}
      </g>
      <rect class="zone-edge" {...outline} />
      {asked !== null && asked > 0 && <path class="zone-asked" d={`M-7 ${yOf(asked)}H${width + 7}`} />}
      {level === null ? (
        <text class="zone-question" x={width / 2} y={height / 2 + 12} text-anchor="middle">
          ?
        </text>
      ) : (
        <TechniqueMark facts={facts} width={width} height={height} />
      )}
    </g>
  );
}

const Sitter = () => (
  <g class="person">
    <circle cx="128" cy="44" r="23" />
    <path d="M142 86 L176 180 L262 168 L306 258" />
  </g>
);

export interface DrawingProps {
  readonly zones: readonly ZoneFactsShown[];
  readonly isOccupied: boolean;
  /** What a person would say. */
  readonly sentence: string;
}

/** The chair from the side. */
export function Drawing({ zones, isOccupied, sentence }: DrawingProps) {
  return (
    <svg class="drawing" viewBox="0 0 340 336" role="img" aria-label={sentence}>
      <defs>
        <pattern id="derated" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="derated-line" width="3.5" height="9" />
        </pattern>
        {zones.map(({ zone }) => (
          <clipPath key={zone} id={clipId(zone)}>
            <rect width={slabs[zone].width} height={slabs[zone].height} rx={cornerOf(slabs[zone])} />
          </clipPath>
        ))}
      </defs>
      <path class="base" d="M112 262 H208 L218 318 H102 Z" />
      <rect class="base" x="74" y="314" width="176" height="12" rx="6" />
      {isOccupied && <Sitter />}
      <rect class="pillow" x="52" y="20" width="54" height="34" rx="15" transform="rotate(-17 79 37)" />
      {zones.map((facts) => (
        <ZoneShape key={facts.zone} facts={facts} />
      ))}
      <path class="armrest" d="M96 168 Q150 142 214 160" />
    </svg>
  );
}
