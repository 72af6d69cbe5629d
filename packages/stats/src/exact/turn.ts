// π/2 in three parts: the first two end in zero bits, so that small multiples of them are exact
const partOne = 1.5707963267341256;
const partTwo = 6.077100506303966e-11;
const partThree = 2.0222662487111665e-21;

/**
 * Which point of the unit circle lies at this angle? Sets `out` to its cosine and sine.
 *
 * `angle` in radians, up to about 10⁶ either way; absolute error below 3e-16 times the number of turns. Math.sin and
 * Math.cos change their last bits from one Node version to the next: these are Taylor's series after reduction.
 *
 * @see Cody & Waite (1980), ch. 8; oracle: numpy.cos, numpy.sin
 */
export function turn(angle: number, out: Float64Array): void {
  const quarters = Math.round(angle / (partOne + partTwo));
  const rest = angle - quarters * partOne - quarters * partTwo - quarters * partThree;
  const square = rest * rest;
  // up to π/4 the first term left out is below 1e-18
  let cosine = 1;
  let sine = 1;
  for (let term = 18; term > 0; term -= 2) {
    cosine = 1 - (square / (term * (term - 1))) * cosine;
    sine = 1 - (square / (term * (term + 1))) * sine;
  }
  sine *= rest;
  switch (quarters & 3) {
    case 0:
      out[0] = cosine;
      out[1] = sine;
      return;
    case 1:
      out[0] = -sine;
      out[1] = cosine;
      return;
    case 2:
      out[0] = -cosine;
      out[1] = -sine;
      return;
    default:
      out[0] = sine;
      out[1] = -cosine;
  }
}
