/*
 * The bootstrap's inner loop as anyone would write it in C: draw units with replacement, add their four columns.
 *
 * Arguments: FILE (units as doubles, four a unit) REPLICATES, then the units of each suite. The generator and the way from
 * its words to indices are those of packages/stats/src/random. Prints {"seconds": …, "sums": [the last suite's means]}.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(int count, char **arguments) {
  FILE *file = fopen(arguments[1], "rb");
  long replicates = atol(arguments[2]);
  double seconds = 0, means[4] = {0, 0, 0, 0};
  uint32_t a = 1, b = 2, c = 3, counter = 1;
  for (int suite = 3; suite < count; suite++) {
    uint32_t n = (uint32_t)atol(arguments[suite]);
    double *rows = malloc(n * 4 * sizeof(double));
    double *sums = calloc(replicates * 4, sizeof(double));
    if (!file || !rows || !sums || fread(rows, 4 * sizeof(double), n, file) != n) return 1;
    uint32_t remainder = (uint32_t)(4294967296ull % ((uint64_t)n * n));
    double started = now();
    for (long replicate = 0; replicate < replicates; replicate++) {
      double s = 0, t = 0, u = 0, v = 0;
      for (uint32_t i = 0; i < n; i += 2) {
        uint64_t one, two;
        do {
          uint32_t word = a + b + counter++;
          a = b ^ (b >> 9);
          b = c + (c << 3);
          c = ((c << 21) | (c >> 11)) + word;
          one = (uint64_t)word * n;
          two = (uint64_t)(uint32_t)one * n;
        } while ((uint32_t)two < remainder);
        const double *row = rows + 4 * (one >> 32);
        s += row[0], t += row[1], u += row[2], v += row[3];
        if (i + 1 == n) break;
        row = rows + 4 * (two >> 32);
        s += row[0], t += row[1], u += row[2], v += row[3];
      }
      double *to = sums + 4 * replicate;
      to[0] = s, to[1] = t, to[2] = u, to[3] = v;
    }
    seconds += now() - started;
    for (int column = 0; column < 4; column++) {
      means[column] = 0;
      for (long i = 0; i < replicates; i++) means[column] += sums[4 * i + column] / replicates;
    }
    free(rows);
    free(sums);
  }
  printf("{\"seconds\": %.6f, \"sums\": [%.17g, %.17g, %.17g, %.17g]}\n", seconds, means[0], means[1], means[2], means[3]);
  return 0;
}
