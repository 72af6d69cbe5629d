import type { Population } from "./population.ts";
import { turn } from "./turn.ts";

/** The characteristic function of a centred sum at the frequencies step, 2·step, …: real and imaginary parts. */
export interface Spectrum {
  real: Float64Array;
  imaginary: Float64Array;
}

/** below this many points, or beyond this angle, the points are turned one by one instead of expanded in powers */
const fewestExpanded = 48;
const largestAngle = 4;
/** what is smaller has no influence on a probability */
const nothing = 1e-20;

/**
 * The characteristic function of the sum of all draws, Π φ(t)^draws, at `from`·step … (from + terms − 1)·step.
 *
 * φ is expanded in the points' power moments where frequency × point stays below 4, which costs O(points · powers) for
 * all frequencies together; otherwise every point is turned, O(points · terms).
 *
 * @see Feller (1971), vol. II, ch. XV; oracle: numpy, enumeration
 */
export function spectrumOf(
  populations: readonly Population[],
  { step, from = 1, terms }: { step: number; from?: number; terms: number },
): Spectrum {
  const real = new Float64Array(terms).fill(1);
  const imaginary = new Float64Array(terms);
  for (const population of populations) {
    const phi = expanded(population, { step, from, terms }) ?? turned(population, { step, from, terms });
    multiplyPower({ real, imaginary }, phi, population.draws);
  }
  return { real, imaginary };
}

function turned(
  { points, counts, draws }: Population,
  { step, from, terms }: { step: number; from: number; terms: number },
): Spectrum {
  const real = new Float64Array(terms);
  const imaginary = new Float64Array(terms);
  const state = new Float64Array(16);
  const point = new Float64Array(2);
  for (let i = 0; i < points.length; i += 4) {
    for (let lane = 0; lane < 4; lane++) {
      const at = i + lane;
      const share = at < points.length ? (counts ? counts[at]! : 1) / draws : 0;
      // a lane's step on the circle, and where it begins; beyond the last point it adds nothing
      const angle = at < points.length ? step * points[at]! : 0;
      turn(angle, point);
      state[lane] = point[0]!;
      state[lane + 4] = point[1]!;
      turn(angle * from, point);
      state[lane + 8] = point[0]! * share;
      state[lane + 12] = point[1]! * share;
    }
    addTurns(state, real, imaginary);
  }
  return { real, imaginary };
}

/** adds the turns of four points at a time, which the processor works out side by side */
function addTurns(state: Float64Array, real: Float64Array, imaginary: Float64Array): void {
  const [ca, cb, cc, cd] = [state[0]!, state[1]!, state[2]!, state[3]!];
  const [sa, sb, sc, sd] = [state[4]!, state[5]!, state[6]!, state[7]!];
  let [ra, rb, rc, rd] = [state[8]!, state[9]!, state[10]!, state[11]!];
  let [ia, ib, ic, id] = [state[12]!, state[13]!, state[14]!, state[15]!];
  for (let k = 0; k < real.length; k++) {
    real[k]! += ra + rb + (rc + rd);
    imaginary[k]! += ia + ib + (ic + id);
    let next = ra * ca - ia * sa;
    ia = ra * sa + ia * ca;
    ra = next;
    next = rb * cb - ib * sb;
    ib = rb * sb + ib * cb;
    rb = next;
    next = rc * cc - ic * sc;
    ic = rc * sc + ic * cc;
    rc = next;
    next = rd * cd - id * sd;
    id = rd * sd + id * cd;
    rd = next;
  }
}

function expanded(
  { points, counts, draws }: Population,
  { step, from, terms }: { step: number; from: number; terms: number },
): Spectrum | null {
  if (points.length < fewestExpanded) return null;
  let reach = 0;
  for (let i = 0; i < points.length; i++) {
    const size = Math.abs(points[i]!);
    if (size > reach) reach = size;
  }
  const largest = step * (from + terms - 1) * reach;
  if (!(largest <= largestAngle)) return null;
  let powers = 2;
  for (let term = largest; term > 1e-18 || powers % 2 === 1; powers++) term *= largest / powers;
  const moments = powerMoments(points, counts, reach, powers);
  // (±) moment / power!, over the draws: coefficients of the series
  let factorial = draws;
  for (let power = 0; power <= powers; power++) {
    if (power > 0) factorial *= power;
    moments[power]! *= (power % 4 < 2 ? 1 : -1) / factorial;
  }
  const real = new Float64Array(terms);
  const imaginary = new Float64Array(terms);
  for (let k = 0; k < terms; k++) {
    const angle = step * reach * (from + k);
    const square = angle * angle;
    let re = moments[powers]!;
    let im = 0;
    for (let power = powers - 2; power >= 0; power -= 2) {
      im = im * square + moments[power + 1]!;
      re = re * square + moments[power]!;
    }
    real[k] = re;
    imaginary[k] = im * angle;
  }
  return { real, imaginary };
}

/** Σ (point / reach)^power for power = 0 … powers, each point as often as it counts; `powers` is even */
function powerMoments(points: Float64Array, counts: Float64Array | null, reach: number, powers: number): Float64Array {
  const moments = new Float64Array(powers + 1);
  const scale = 1 / reach;
  const whole = counts ? 0 : points.length - (points.length % 4);
  // four at a time: the processor multiplies them side by side
  for (let i = 0; i < whole; i += 4) {
    const a = points[i]! * scale;
    const b = points[i + 1]! * scale;
    const c = points[i + 2]! * scale;
    const d = points[i + 3]! * scale;
    let pa = 1;
    let pb = 1;
    let pc = 1;
    let pd = 1;
    for (let power = 0; power <= powers; power++) {
      moments[power]! += pa + pb + (pc + pd);
      pa *= a;
      pb *= b;
      pc *= c;
      pd *= d;
    }
  }
  for (let i = whole; i < points.length; i++) {
    const point = points[i]! * scale;
    let product = counts ? counts[i]! : 1;
    for (let power = 0; power <= powers; power++) {
      moments[power]! += product;
      product *= point;
    }
  }
  return moments;
}

/** out ·= φ^draws, by repeated squaring; 0 where φ is so small that the power is nothing */
function multiplyPower(out: Spectrum, phi: Spectrum, draws: number): void {
  const least = Math.exp((2 * Math.log(nothing)) / draws);
  for (let k = 0; k < out.real.length; k++) {
    let re = phi.real[k]!;
    let im = phi.imaginary[k]!;
    let productRe = out.real[k]!;
    let productIm = out.imaginary[k]!;
    if (re * re + im * im < least) {
      out.real[k] = 0;
      out.imaginary[k] = 0;
      continue;
    }
    for (let left = draws; ; ) {
      if (left & 1) {
        const next = productRe * re - productIm * im;
        productIm = productRe * im + productIm * re;
        productRe = next;
      }
      left >>= 1;
      if (left === 0) break;
      const square = re * re - im * im;
      im = 2 * re * im;
      re = square;
    }
    out.real[k] = productRe;
    out.imaginary[k] = productIm;
  }
}
