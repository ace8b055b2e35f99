// What one or two pointers do together: they move, and they spread. No DOM in here; places are in CSS pixels.

export interface Point {
  x: number;
  y: number;
}

/** A movement of the middle between the pointers, and the factor by which their distance grew; 1 for one pointer. */
export interface Motion {
  middle: Point;
  byX: number;
  byY: number;
  factor: number;
}

/** Pointers that touch count as this far apart at least, so that a factor stays finite. */
const leastDistancePx = 8;

function middleOf(points: Point[]): Point {
  const sum = points.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / points.length, y: sum.y / points.length };
}

const distanceOf = ([first, second]: Point[]): number =>
  first && second ? Math.max(leastDistancePx, Math.hypot(second.x - first.x, second.y - first.y)) : 1;

export class Fingers {
  private readonly points = new Map<number, Point>();
  private before: Point[] = [];

  get count(): number {
    return this.points.size;
  }

  down(id: number, at: Point): void {
    this.points.set(id, at);
    this.note();
  }

  /** False if the pointer is not one of these. */
  move(id: number, at: Point): boolean {
    if (!this.points.has(id)) return false;
    this.points.set(id, at);
    return true;
  }

  up(id: number): boolean {
    const was = this.points.delete(id);
    this.note();
    return was;
  }

  /** Where the pointers are now is what the next motion starts from. */
  note(): void {
    this.before = this.firstTwo();
  }

  /** Since the latest note; a pointer that comes or goes is one. Precondition: count > 0. */
  motion(): Motion {
    const now = this.firstTwo();
    const [from, middle] = [middleOf(this.before), middleOf(now)];
    const factor = distanceOf(now) / distanceOf(this.before);
    return { middle, byX: middle.x - from.x, byY: middle.y - from.y, factor };
  }

  private firstTwo(): Point[] {
    return [...this.points.values()].slice(0, 2);
  }
}
