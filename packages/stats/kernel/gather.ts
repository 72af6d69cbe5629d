/**
 * The bootstrap's inner loop in AssemblyScript: replicates of a table for four streams at once, in the memory it is given.
 *
 * The bits of drawIndices and of the sums in gather.ts, draw by draw and addition by addition: every stream has a lane of
 * its own, and no addition crosses lanes. The streams draw their words together, in vectors; then two lanes at a time turn
 * theirs into rows and add these, so that no addition waits for the one before it.
 *
 * `state`: the generator's four words, each for four lanes. `remainder`: 2^32 mod units² where one word gives two indices
 * (`paired`), mod units where it gives one; a word whose last product lies below it is thrown back. It is handed in: V8
 * moves a division found here into the loop.
 */

/** words of a lane that are drawn at once */
const listed: u32 = 128;

/** The next words of four streams, lane by lane. */
@inline
function draw(state: usize, list: usize, words: u32): void {
  let a = v128.load(state);
  let b = v128.load(state, 16);
  let c = v128.load(state, 32);
  let counter = v128.load(state, 48);
  for (const end = list + ((<usize>words) << 4); list < end; list += 16) {
    const word = i32x4.add(i32x4.add(a, b), counter);
    counter = i32x4.add(counter, i32x4.splat(1));
    a = v128.xor(b, i32x4.shr_u(b, 9));
    b = i32x4.add(c, i32x4.shl(c, 3));
    c = i32x4.add(v128.or(i32x4.shl(c, 21), i32x4.shr_u(c, 11)), word);
    v128.store(list, word);
  }
  v128.store(state, a);
  v128.store(state, b, 16);
  v128.store(state, c, 32);
  v128.store(state, counter, 48);
}

/** The next word of one lane. */
function nextWord(state: usize): u32 {
  const b = load<u32>(state, 16);
  const c = load<u32>(state, 32);
  const counter = load<u32>(state, 48);
  const word = load<u32>(state) + b + counter;
  store<u32>(state, b ^ (b >>> 9));
  store<u32>(state, c + (c << 3), 16);
  store<u32>(state, rotl<u32>(c, 21) + word, 32);
  store<u32>(state, counter + 1, 48);
  return word;
}

@inline
function isThrownBack(paired: bool, word: u32, units: u32, remainder: u32): bool {
  const product = word * units;
  return (paired ? product * units : product) < remainder;
}

/** Lists in one lane `words` words that are not thrown back: those left from `from` to `end`, then new ones. */
function settle(
  paired: bool,
  state: usize,
  list: usize,
  from: usize,
  end: usize,
  words: u32,
  units: u32,
  remainder: u32,
): void {
  for (const full = list + ((<usize>words) << 4); list < full; ) {
    let word: u32;
    if (from < end) {
      word = load<u32>(from);
      from += 16;
    } else {
      word = nextWord(state);
    }
    if (isThrownBack(paired, word, units, remainder)) continue;
    store<u32>(list, word);
    list += 16;
  }
}

/** A row's columns from `column` on: two of them, or the last one of an odd number. */
@inline
function columns(width: u32, column: u32, at: usize): v128 {
  return column + 1 < width ? v128.load(at + (column << 3)) : v128.load_zero<f64>(at + (column << 3));
}
@inline
function keep(width: u32, column: u32, at: usize, sum: v128): void {
  if (column + 1 < width) v128.store(at + (column << 3), sum);
  else store<f64>(at + (column << 3), f64x2.extract_lane(sum, 0));
}

/** Adds the rows that two lanes' listed words stand for, one to five columns of them, to their sums. */
@inline
function add(
  width: u32,
  paired: bool,
  state: usize,
  list: usize,
  words: u32,
  rows: usize,
  stride: u32,
  units: u32,
  remainder: u32,
  left: usize,
  right: usize,
): void {
  const n = <u64>units;
  const end = list + ((<usize>words) << 4);
  let least = remainder;
  while (words > 0) {
    let a = columns(width, 0, left);
    let b = columns(width, 0, right);
    let c = width > 2 ? columns(width, 2, left) : a;
    let d = width > 2 ? columns(width, 2, right) : b;
    let e = width > 4 ? columns(width, 4, left) : a;
    let f = width > 4 ? columns(width, 4, right) : b;
    let at = list;
    // how far on the other lane's word is: 4 bytes, unless a word of one of them was thrown back
    let apart: usize = 4;
    let stop = list + ((<usize>words) << 4);
    while (at < stop) {
      const one = <u64>load<u32>(at) * n;
      const two = <u64>(<u32>one) * n;
      if (<u32>(paired ? two : one) < least) {
        at += 16;
        apart -= 16;
        stop = end - max<isize>(0, <isize>apart - 4);
        continue;
      }
      const three = <u64>load<u32>(at + apart) * n;
      const four = <u64>(<u32>three) * n;
      if (<u32>(paired ? four : three) < least) {
        apart += 16;
        stop = end - max<isize>(0, <isize>apart - 4);
        continue;
      }
      let mine = rows + <usize>(one >> 32) * stride;
      let other = rows + <usize>(three >> 32) * stride;
      a = f64x2.add(a, columns(width, 0, mine));
      b = f64x2.add(b, columns(width, 0, other));
      if (width > 2) {
        c = f64x2.add(c, columns(width, 2, mine));
        d = f64x2.add(d, columns(width, 2, other));
      }
      if (width > 4) {
        e = f64x2.add(e, columns(width, 4, mine));
        f = f64x2.add(f, columns(width, 4, other));
      }
      if (paired) {
        mine = rows + <usize>(two >> 32) * stride;
        other = rows + <usize>(four >> 32) * stride;
        a = f64x2.add(a, columns(width, 0, mine));
        b = f64x2.add(b, columns(width, 0, other));
        if (width > 2) {
          c = f64x2.add(c, columns(width, 2, mine));
          d = f64x2.add(d, columns(width, 2, other));
        }
        if (width > 4) {
          e = f64x2.add(e, columns(width, 4, mine));
          f = f64x2.add(f, columns(width, 4, other));
        }
      }
      at += 16;
      words -= 1;
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
    if (words > 0) {
      // one of them has none left: as many as are missing, and once more without looking
      settle(paired, state, list, at, end, words, units, remainder);
      settle(paired, state + 4, list + 4, at + apart, end + 4, words, units, remainder);
      least = 0;
    }
  }
}

/** As `add`, for all four lanes. */
@inline
function addTo(
  width: u32,
  paired: bool,
  state: usize,
  list: usize,
  words: u32,
  rows: usize,
  stride: u32,
  units: u32,
  remainder: u32,
  sums: usize,
  apart: usize,
): void {
  for (let lane: usize = 0; lane < 16; lane += 8) {
    add(width, paired, state + lane, list + lane, words, rows, stride, units, remainder, sums, sums + apart);
    sums += 2 * apart;
  }
}

/** Any number of columns, some at a time: there are no registers for more. */
@inline
function addParts(
  paired: bool,
  width: u32,
  state: usize,
  list: usize,
  words: u32,
  rows: usize,
  units: u32,
  remainder: u32,
  sums: usize,
  apart: usize,
): void {
  const stride = width << 3;
  let least = remainder;
  if (width > 4 || width == 3) {
    // the words are gone through more than once
    const end = list + ((<usize>words) << 4);
    for (let lane: usize = 0; lane < 16; lane += 4) {
      settle(paired, state + lane, list + lane, list + lane, end + lane, words, units, remainder);
    }
    least = 0;
  }
  const after = rows + stride;
  for (; rows + 32 <= after; rows += 32, sums += 32) {
    addTo(4, paired, state, list, words, rows, stride, units, least, sums, apart);
  }
  if (rows + 16 <= after) {
    addTo(2, paired, state, list, words, rows, stride, units, least, sums, apart);
    rows += 16;
    sums += 16;
  }
  if (rows < after) addTo(1, paired, state, list, words, rows, stride, units, least, sums, apart);
}

/** One replicate of every lane's stream; `paired` is known when compiled. */
@inline
function replicate(
  paired: bool,
  width: u32,
  state: usize,
  list: usize,
  rows: usize,
  units: u32,
  remainder: u32,
  sums: usize,
  apart: usize,
): void {
  for (let left = paired ? units >> 1 : units; left > 0; ) {
    const words = min<u32>(left, listed);
    left -= words;
    draw(state, list, words);
    // the usual widths all at once
    if (paired && width == 2) addTo(2, true, state, list, words, rows, 16, units, remainder, sums, apart);
    else if (paired && width == 3) addTo(3, true, state, list, words, rows, 24, units, remainder, sums, apart);
    else if (paired && width == 4) addTo(4, true, state, list, words, rows, 32, units, remainder, sums, apart);
    else if (paired && width == 5) addTo(5, true, state, list, words, rows, 40, units, remainder, sums, apart);
    else addParts(paired, width, state, list, words, rows, units, remainder, sums, apart);
  }
  if (paired && units & 1) {
    for (let lane: usize = 0; lane < 16; lane += 4) {
      addFirst(width, state + lane, rows, units, remainder, sums);
      sums += apart;
    }
  }
}

/** Adds the row of the first index that a word gives, of an odd number the last. */
function addFirst(width: u32, state: usize, rows: usize, units: u32, remainder: u32, sums: usize): void {
  let word = nextWord(state);
  while (isThrownBack(true, word, units, remainder)) word = nextWord(state);
  const row = rows + <usize>((<u64>word * units) >> 32) * (width << 3);
  for (let at: usize = 0; at < <usize>width << 3; at += 8) {
    store<f64>(sums + at, load<f64>(sums + at) + load<f64>(row + at));
  }
}

/**
 * Adds `count` replicates of a table of `units` × `width` doubles to each lane's `sums`, which stand `apart` bytes apart.
 *
 * `list`: room for 4 · 128 words. `paired`: 1 or 0.
 */
export function gather(
  width: u32,
  paired: u32,
  state: usize,
  list: usize,
  rows: usize,
  units: u32,
  remainder: u32,
  sums: usize,
  apart: usize,
  count: u32,
): void {
  for (; count > 0; count--) {
    if (paired) replicate(true, width, state, list, rows, units, remainder, sums, apart);
    else replicate(false, width, state, list, rows, units, remainder, sums, apart);
    sums += width << 3;
  }
}
