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

static const fl_graph FL_NAME(table) = {FL_NAME(advance_single), FL_NAME(advance_double),
                                        FL_NAME(add_single), FL_NAME(add_double)};
