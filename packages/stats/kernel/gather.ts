/**
 * The bootstrap's inner loop in AssemblyScript: replicates of a table for four streams at once, in the memory it is given.
 *
 * The bits of drawIndices and of the sums in gather.ts, draw by draw and addition by addition: every stream has a lane of
 * its own, and no addition crosses lanes. The streams draw together, in vectors; what they drew becomes a short list of
 * addresses, and the rows are added from there. One loop for both would need more registers than there are.
 *
 * `state`: the generator's four words, each for four lanes. `remainder`: 2^32 mod units² where one word gives two indices
 * (`paired`), mod units where it gives one. It is handed in: V8 moves a division found here into the loop.
 */

/** draws of a lane from one list; even */
const listed: u32 = 256;

/** Of four 64-bit products the halves below 2^32, and those above. */
@inline
function lower(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6);
}
@inline
function upper(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 1, 3, 5, 7);
}

/** Lists the addresses of the rows that the next `words` words of every lane stand for: the first indices, the second ones. */
@inline
function list(
  paired: bool,
  state: usize,
  picks: usize,
  words: u32,
  rows: usize,
  stride: u32,
  units: u32,
  remainder: u32,
): void {
  let a = v128.load(state);
  let b = v128.load(state, 16);
  let c = v128.load(state, 32);
  let counter = v128.load(state, 48);
  const n = i32x4.splat(units);
  const width = i32x4.splat(stride);
  const from = i32x4.splat(<u32>rows);
  const step: usize = paired ? 32 : 16;
  const end = picks + <usize>words * step;
  while (picks < end) {
    const word = i32x4.add(i32x4.add(a, b), counter);
    counter = i32x4.add(counter, i32x4.splat(1));
    a = v128.xor(b, i32x4.shr_u(b, 9));
    b = i32x4.add(c, i32x4.shl(c, 3));
    c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), word);
    let first = i64x2.extmul_low_i32x4_u(word, n);
    let second = i64x2.extmul_high_i32x4_u(word, n);
    let rest = lower(first, second);
    v128.store(picks, i32x4.add(i32x4.mul(upper(first, second), width), from));
    if (paired) {
      first = i64x2.extmul_low_i32x4_u(rest, n);
      second = i64x2.extmul_high_i32x4_u(rest, n);
      rest = lower(first, second);
      v128.store(picks, i32x4.add(i32x4.mul(upper(first, second), width), from), 16);
    }
    const thrownBack = i32x4.lt_u(rest, i32x4.splat(remainder));
    if (v128.any_true(thrownBack)) {
      v128.store(state, a);
      v128.store(state, b, 16);
      v128.store(state, c, 32);
      v128.store(state, counter, 48);
      const lanes = i32x4.bitmask(thrownBack);
      for (let lane = 0; lane < 4; lane++) {
        if ((lanes >>> lane) & 1) listOne(paired, state + (lane << 2), picks + (lane << 2), rows, stride, units, remainder);
      }
      a = v128.load(state);
      b = v128.load(state, 16);
      c = v128.load(state, 32);
      counter = v128.load(state, 48);
    }
    picks += step;
  }
  v128.store(state, a);
  v128.store(state, b, 16);
  v128.store(state, c, 32);
  v128.store(state, counter, 48);
}

/** Lists in one lane what its next word stands for that is not thrown back. */
function listOne(
  paired: bool,
  state: usize,
  picks: usize,
  rows: usize,
  stride: u32,
  units: u32,
  remainder: u32,
): void {
  let a = load<u32>(state);
  let b = load<u32>(state, 16);
  let c = load<u32>(state, 32);
  let counter = load<u32>(state, 48);
  let one: u64;
  let two: u64;
  do {
    const word = a + b + counter;
    counter += 1;
    a = b ^ (b >>> 9);
    b = c + (c << 3);
    c = rotl<u32>(c, 21) + word;
    one = <u64>word * units;
    two = <u64>(<u32>one) * units;
  } while (<u32>(paired ? two : one) < remainder);
  store<u32>(picks, <u32>rows + <u32>(one >> 32) * stride);
  if (paired) store<u32>(picks, <u32>rows + <u32>(two >> 32) * stride, 16);
  store<u32>(state, a);
  store<u32>(state, b, 16);
  store<u32>(state, c, 32);
  store<u32>(state, counter, 48);
}

/** A row's columns from `column` on: two of them, or the last one of an odd width. */
@inline
function columns(width: u32, column: u32, at: usize): v128 {
  return column + 1 < width ? v128.load(at + (column << 3)) : v128.load_zero<f64>(at + (column << 3));
}
@inline
function keep(width: u32, column: u32, at: usize, sum: v128): void {
  if (column + 1 < width) v128.store(at + (column << 3), sum);
  else store<f64>(at + (column << 3), f64x2.extract_lane(sum, 0));
}

/**
 * Adds the listed rows, of one to five columns, to the sums of two lanes.
 *
 * Two, so that additions need not wait for each other and the sums still stay in registers.
 */
@inline
function add(width: u32, picks: usize, count: u32, left: usize, right: usize): void {
  let a = columns(width, 0, left);
  let b = columns(width, 0, right);
  let c = width > 2 ? columns(width, 2, left) : a;
  let d = width > 2 ? columns(width, 2, right) : b;
  let e = width > 4 ? columns(width, 4, left) : a;
  let f = width > 4 ? columns(width, 4, right) : b;
  for (let i: u32 = 0; i < count; i++) {
    let one = <usize>load<u32>(picks);
    let two = <usize>load<u32>(picks, 4);
    a = f64x2.add(a, columns(width, 0, one));
    b = f64x2.add(b, columns(width, 0, two));
    if (width > 2) {
      c = f64x2.add(c, columns(width, 2, one));
      d = f64x2.add(d, columns(width, 2, two));
    }
    if (width > 4) {
      e = f64x2.add(e, columns(width, 4, one));
      f = f64x2.add(f, columns(width, 4, two));
    }
    i++;
    if (i < count) {
      one = <usize>load<u32>(picks, 16);
      two = <usize>load<u32>(picks, 20);
      a = f64x2.add(a, columns(width, 0, one));
      b = f64x2.add(b, columns(width, 0, two));
      if (width > 2) {
        c = f64x2.add(c, columns(width, 2, one));
        d = f64x2.add(d, columns(width, 2, two));
      }
      if (width > 4) {
        e = f64x2.add(e, columns(width, 4, one));
        f = f64x2.add(f, columns(width, 4, two));
      }
    }
    picks += 32;
  }
  keep(width, 0, left, a);
  keep(width, 0, right, b);
  if (width > 2) {
    keep(width, 2, left, c);
    keep(width, 2, right, d);
  }
  if (width > 4) {
    keep(width, 4, left, e);
    keep(width, 4, right, f);
  }
}

@inline
function addTo(width: u32, picks: usize, count: u32, sums: usize, apart: usize): void {
  add(width, picks, count, sums, sums + apart);
  add(width, picks + 8, count, sums + 2 * apart, sums + 3 * apart);
}

/** Moves the listed addresses on by four columns. */
function nextColumns(picks: usize, count: u32): void {
  const end = picks + ((<usize>count) << 4);
  for (; picks < end; picks += 16) v128.store(picks, i32x4.add(v128.load(picks), i32x4.splat(32)));
}

/**
 * Adds `count` replicates of a table of `units` × `width` doubles to each lane's `sums`, which stand `apart` bytes apart.
 *
 * `picks`: room for 4 · 256 addresses. `paired`: 1 or 0.
 */
export function gather(
  width: u32,
  paired: u32,
  state: usize,
  picks: usize,
  rows: usize,
  units: u32,
  remainder: u32,
  sums: usize,
  apart: usize,
  count: u32,
): void {
  const stride = width << 3;
  for (; count > 0; count--) {
    for (let left = units; left > 0; ) {
      const drawn = min<u32>(left, listed);
      if (paired) list(true, state, picks, (drawn + 1) >> 1, rows, stride, units, remainder);
      else list(false, state, picks, drawn, rows, stride, units, remainder);
      // many columns are added four by four, for there are no registers for more
      let wide = width;
      let at = sums;
      for (; wide > 5; wide -= 4) {
        addTo(4, picks, drawn, at, apart);
        nextColumns(picks, drawn);
        at += 32;
      }
      if (wide == 1) addTo(1, picks, drawn, at, apart);
      else if (wide == 2) addTo(2, picks, drawn, at, apart);
      else if (wide == 3) addTo(3, picks, drawn, at, apart);
      else if (wide == 4) addTo(4, picks, drawn, at, apart);
      else addTo(5, picks, drawn, at, apart);
      left -= drawn;
    }
    sums += stride;
  }
}
