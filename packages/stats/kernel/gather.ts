/**
 * The bootstrap's inner loop in AssemblyScript: one replicate of a table, in the memory that it is given.
 *
 * Draws `units` rows and adds up their columns: the bits of drawIndices and the sums of gather.ts, addition by addition.
 * `state`: four words of the generator; `rows`: units × width doubles; `sums`: width doubles, written. `remainder`: 2^32
 * mod units² where one word gives two indices, mod units where one gives one. It is handed in: V8 moves a division found
 * here into the loop, which then takes four times as long.
 */

/** Up to five columns, which stay in registers; `paired`: two indices from each word. Both are known when compiled. */
@inline
function gather(
  width: i32,
  paired: bool,
  state: usize,
  rows: usize,
  units: u32,
  remainder: u32,
  sums: usize,
): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let counter = load<u32>(state, 12);
  let first: f64 = 0;
  let second: f64 = 0;
  let third: f64 = 0;
  let fourth: f64 = 0;
  let fifth: f64 = 0;
  const n = <u64>units;
  let drawn: u32 = 0;
  while (drawn < units) {
    const word = a + b + counter;
    counter += 1;
    a = b ^ (b >>> 9);
    b = c + (c << 3);
    c = rotl<u32>(c, 21) + word;
    const one = <u64>word * n;
    const two = <u64>(<u32>one) * n;
    if (<u32>(paired ? two : one) < remainder) continue;
    let at = rows + (<usize>(one >> 32) * width << 3);
    first += load<f64>(at);
    second += load<f64>(at, 8);
    if (width > 2) third += load<f64>(at, 16);
    if (width > 3) fourth += load<f64>(at, 24);
    if (width > 4) fifth += load<f64>(at, 32);
    drawn += 1;
    if (paired && drawn < units) {
      at = rows + (<usize>(two >> 32) * width << 3);
      first += load<f64>(at);
      second += load<f64>(at, 8);
      if (width > 2) third += load<f64>(at, 16);
      if (width > 3) fourth += load<f64>(at, 24);
      if (width > 4) fifth += load<f64>(at, 32);
      drawn += 1;
    }
  }
  store<f64>(sums, first);
  store<f64>(sums, second, 8);
  if (width > 2) store<f64>(sums, third, 16);
  if (width > 3) store<f64>(sums, fourth, 24);
  if (width > 4) store<f64>(sums, fifth, 32);
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, counter, 12);
}

export function gatherTwo(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(2, true, state, rows, units, remainder, sums);
}
export function gatherThree(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(3, true, state, rows, units, remainder, sums);
}
export function gatherFour(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(4, true, state, rows, units, remainder, sums);
}
export function gatherFive(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(5, true, state, rows, units, remainder, sums);
}
export function gatherTwoOfMany(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(2, false, state, rows, units, remainder, sums);
}
export function gatherThreeOfMany(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(3, false, state, rows, units, remainder, sums);
}
export function gatherFourOfMany(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(4, false, state, rows, units, remainder, sums);
}
export function gatherFiveOfMany(state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  gather(5, false, state, rows, units, remainder, sums);
}

@inline
function addRow(width: u32, from: usize, sums: usize): void {
  for (let column: u32 = 0; column < width; column++) {
    const offset = <usize>(column << 3);
    store<f64>(sums + offset, load<f64>(sums + offset) + load<f64>(from + offset));
  }
}

/** Any number of columns, added up in memory; `paired` as above, now a number. */
export function gatherWide(
  width: u32,
  paired: u32,
  state: usize,
  rows: usize,
  units: u32,
  remainder: u32,
  sums: usize,
): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 4);
  let c = load<u32>(state, 8);
  let counter = load<u32>(state, 12);
  const n = <u64>units;
  const stride = <usize>(width << 3);
  memory.fill(sums, 0, stride);
  let drawn: u32 = 0;
  while (drawn < units) {
    const word = a + b + counter;
    counter += 1;
    a = b ^ (b >>> 9);
    b = c + (c << 3);
    c = rotl<u32>(c, 21) + word;
    const one = <u64>word * n;
    const two = <u64>(<u32>one) * n;
    if (<u32>(paired ? two : one) < remainder) continue;
    addRow(width, rows + <usize>(one >> 32) * stride, sums);
    drawn += 1;
    if (paired && drawn < units) {
      addRow(width, rows + <usize>(two >> 32) * stride, sums);
      drawn += 1;
    }
  }
  store<u32>(state, a);
  store<u32>(state, b, 4);
  store<u32>(state, c, 8);
  store<u32>(state, counter, 12);
}
