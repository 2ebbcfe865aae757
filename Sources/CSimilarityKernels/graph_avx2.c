/* Graph kernels for AVX2. */
#if defined(__x86_64__)
#include "GraphKernels.h"
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define FL_NAME(x) fl_graph_avx2_##x
#define FL_BITS(mask) _mm256_movemask_pd((__m256d)(mask))
#include "graph_template.h"

#pragma clang attribute pop

const fl_graph *fl_avx2_graph(void) { return &fl_graph_avx2_table; }
#endif
