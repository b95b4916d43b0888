/** A place in a picture. */
export type PathPoint = readonly [x: number, y: number];

/** The corners of a path of straight lines between places that are named in full: `M0 54L3.5 20Z`. */
export const pointsOf = (path: string): readonly PathPoint[] =>
  [...path.matchAll(/[ML](\S+?) ([^MLZ]+)/g)].map(([, x, y]): PathPoint => [Number(x), Number(y)]);

/** The lowest and the highest number that a line has between two places. */
export function spanBetween(points: readonly PathPoint[], fromX: number, toX: number): readonly [number, number] {
  const within = points.filter(([x]) => x >= fromX && x <= toX).map(([, y]) => y);
  const all = [...within, heightAt(points, fromX), heightAt(points, toX)];
  return [Math.min(...all), Math.max(...all)];
}

function heightAt(points: readonly PathPoint[], at: number): number {
  const next = points.findIndex(([x]) => x >= at);
  const [toX, toY] = points[next] ?? points.at(-1) ?? [0, 0];
  const [fromX, fromY] = points[next - 1] ?? [toX, toY];
  return toX === fromX ? toY : fromY + ((toY - fromY) * (at - fromX)) / (toX - fromX);
}
