/* The graph kernels of one instruction set. The including file defines
 *   FL_NAME(x)      the set's name for x
 *   FL_BITS(mask)   the signs of four 64-bit lanes as bits 0…3. */
#pragma STDC FP_CONTRACT OFF

#define FL_GRAPH_UNROLL _Pragma("clang loop unroll(full)")

typedef double FL_NAME(doubles) __attribute__((ext_vector_type(4), aligned(8)));
typedef float FL_NAME(floats) __attribute__((ext_vector_type(4), aligned(4)));

#define FL_HIGHER(left, right) ((left) > (right) ? (left) : (right))
#define FL_LOAD_SINGLE(address)                                                                              \
    __builtin_convertvector(*(const FL_NAME(floats) *)(address), FL_NAME(doubles))
#define FL_LOAD_DOUBLE(address) (*(const FL_NAME(doubles) *)(address))

#define FL_DEFINE_PASSES(suffix, scalar, FL_LOAD)                                                            \
    static double FL_NAME(advance_##suffix)(const scalar *row, double *sums, int64_t count, double bound,    \
                                            uint32_t *hits, int64_t *place) {                                \
        double best = -__builtin_inf();                                                                      \
        int64_t found = 0;                                                                                   \
        for (int64_t start = 0; start < count; start += 32) {                                                \
            FL_NAME(doubles) *sum = (FL_NAME(doubles) *)(sums + start), tops[4];                             \
            FL_GRAPH_UNROLL                                                                                  \
            for (int part = 0; part < 8; part++) {                                                           \
                FL_NAME(doubles) value = sum[part] + FL_LOAD(row + start + 4 * part);                        \
                sum[part] = value;                                                                           \
                tops[part & 3] = part < 4 ? value : FL_HIGHER(tops[part & 3], value);                        \
            }                                                                                                \
            FL_NAME(doubles) low = FL_HIGHER(tops[0], tops[1]), high = FL_HIGHER(tops[2], tops[3]);          \
            FL_NAME(doubles) four = FL_HIGHER(low, high);                                                    \
            double even = FL_HIGHER(four.x, four.y), odd = FL_HIGHER(four.z, four.w);                        \
            double top = FL_HIGHER(even, odd);                                                               \
            if (top > best) {                                                                                \
                best = top;                                                                                  \
                found = start;                                                                               \
            }                                                                                                \
            uint32_t word = 0;                                                                               \
            if (top >= bound)                                                                                \
                FL_GRAPH_UNROLL                                                                              \
                for (int part = 0; part < 8; part++) {                                                       \
                    FL_NAME(doubles) weight = FL_LOAD(row + start + 4 * part);                               \
                    word |= (uint32_t)FL_BITS((sum[part] >= bound) & (weight > 0)) << (4 * part);            \
                }                                                                                            \
            hits[start / 32] = word;                                                                         \
        }                                                                                                    \
        while (found < count - 1 && sums[found] != best) found++;                                            \
        *place = found;                                                                                      \
        return best;                                                                                         \
    }                                                                                                        \
                                                                                                             \
    static void FL_NAME(add_##suffix)(const scalar *row, double *sums, int64_t count) {                      \
        for (int64_t k = 0; k < count; k += 4) *(FL_NAME(doubles) *)(sums + k) += FL_LOAD(row + k);          \
    }

FL_DEFINE_PASSES(single, float, FL_LOAD_SINGLE)
FL_DEFINE_PASSES(double, double, FL_LOAD_DOUBLE)

typedef float FL_NAME(eight) __attribute__((ext_vector_type(8), aligned(4)));

static double FL_NAME(total)(const float *row, int64_t count, float *highest) {
    FL_NAME(doubles) sums[4] = {0, 0, 0, 0};
    FL_NAME(floats) tops[4] = {-__builtin_inff(), -__builtin_inff(), -__builtin_inff(), -__builtin_inff()};
    for (int64_t k = 0; k < count; k += 16)
        FL_GRAPH_UNROLL
        for (int part = 0; part < 4; part++) {
            FL_NAME(floats) four = *(const FL_NAME(floats) *)(row + k + 4 * part);
            sums[part] += __builtin_convertvector(four, FL_NAME(doubles));
            tops[part] = FL_HIGHER(four, tops[part]);
        }
    FL_NAME(floats) low = FL_HIGHER(tops[0], tops[1]), high = FL_HIGHER(tops[2], tops[3]);
    FL_NAME(floats) top = FL_HIGHER(low, high);
    float even = FL_HIGHER(top.x, top.y), odd = FL_HIGHER(top.z, top.w);
    *highest = FL_HIGHER(even, odd);
    FL_NAME(doubles) sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    return (sum.x + sum.y) + (sum.z + sum.w);
}

#define FL_PAIR(target, source, step, first, ...)                                      \
    target[first] = __builtin_shufflevector(source[first], source[first + step], __VA_ARGS__)

/* Eight rows of eight to eight columns, by exchanging single floats, pairs and halves. */
#define FL_SINGLES(k)                                       \
    FL_PAIR(singles, rows, 1, k, 0, 8, 1, 9, 4, 12, 5, 13); \
    singles[k + 1] = __builtin_shufflevector(rows[k], rows[k + 1], 2, 10, 3, 11, 6, 14, 7, 15)
#define FL_PAIRS(k)                                         \
    FL_PAIR(pairs, singles, 2, k, 0, 1, 8, 9, 4, 5, 12, 13); \
    pairs[k + 2] = __builtin_shufflevector(singles[k], singles[k + 2], 2, 3, 10, 11, 6, 7, 14, 15)

static inline __attribute__((always_inline)) void FL_NAME(transpose)(const float *source, float *target,
                                                                     int64_t stride) {
    FL_NAME(eight) rows[8], singles[8], pairs[8];
    FL_GRAPH_UNROLL
    for (int k = 0; k < 8; k++) rows[k] = *(const FL_NAME(eight) *)(source + k * stride);
    FL_SINGLES(0);
    FL_SINGLES(2);
    FL_SINGLES(4);
    FL_SINGLES(6);
    FL_PAIRS(0);
    FL_PAIRS(1);
    FL_PAIRS(4);
    FL_PAIRS(5);
    /* Column 0, 1, 2, 3 of a half come out of singles 0 low, 0 high, 1 low, 1 high. */
    const int column[4] = {0, 2, 1, 3};
    FL_GRAPH_UNROLL
    for (int k = 0; k < 4; k++) {
        FL_NAME(eight) upper = pairs[column[k]], lower = pairs[column[k] + 4];
        *(FL_NAME(eight) *)(target + k * stride) =
            __builtin_shufflevector(upper, lower, 0, 1, 2, 3, 8, 9, 10, 11);
        *(FL_NAME(eight) *)(target + (k + 4) * stride) =
            __builtin_shufflevector(upper, lower, 4, 5, 6, 7, 12, 13, 14, 15);
    }
}

static void FL_NAME(mirror)(float *matrix, int64_t stride, int64_t count) {
    int64_t whole = count / 16 * 16;
    /* Sixteen columns at a time: what is written is a cache line. */
    for (int64_t top = 0; top < whole; top += 16) {
        for (int64_t left = 0; left < top; left += 8) {
            FL_NAME(transpose)(matrix + top * stride + left, matrix + left * stride + top, stride);
            FL_NAME(transpose)(matrix + (top + 8) * stride + left, matrix + left * stride + top + 8, stride);
        }
        for (int64_t row = top; row < top + 16; row++)
            for (int64_t column = top; column < row; column++)
                matrix[column * stride + row] = matrix[row * stride + column];
    }
    for (int64_t row = whole; row < count; row++)
        for (int64_t column = 0; column < row; column++)
            matrix[column * stride + row] = matrix[row * stride + column];
}

static void FL_NAME(product)(const float *matrix, int64_t stride, int64_t count, const float *x, float *y) {
    for (int64_t k = 0; k < count; k++) y[k] = 0;
    for (int64_t first = 0; first < count; first += 4) {
        const float *rows[4];
        FL_NAME(eight) sums[4], factors[4];
        FL_GRAPH_UNROLL
        for (int r = 0; r < 4; r++) {
            int64_t row = first + r < count ? first + r : count - 1;
            rows[r] = matrix + row * stride;
            sums[r] = 0;
            factors[r] = first + r < count ? x[row] : 0;
        }
        int64_t diagonal = first / 8 * 8;
        for (int64_t k = 0; k < diagonal; k += 8) {
            FL_NAME(eight) along = *(const FL_NAME(eight) *)(x + k), parts[4];
            FL_GRAPH_UNROLL
            for (int r = 0; r < 4; r++) {
                FL_NAME(eight) entries = *(const FL_NAME(eight) *)(rows[r] + k);
                sums[r] += entries * along;
                parts[r] = entries * factors[r];
            }
            *(FL_NAME(eight) *)(y + k) += (parts[0] + parts[1]) + (parts[2] + parts[3]);
        }
        FL_GRAPH_UNROLL
        for (int r = 0; r < 4; r++) {
            sums[r] += *(const FL_NAME(eight) *)(rows[r] + diagonal) * *(const FL_NAME(eight) *)(x + diagonal);
            FL_NAME(floats) four = sums[r].lo + sums[r].hi;
            if (first + r < count) y[first + r] += (four.x + four.z) + (four.y + four.w);
        }
    }
}

static const fl_graph FL_NAME(table) = {
    FL_NAME(advance_single), FL_NAME(advance_double), FL_NAME(add_single), FL_NAME(add_double),
    FL_NAME(total),          FL_NAME(mirror),         FL_NAME(product)};
