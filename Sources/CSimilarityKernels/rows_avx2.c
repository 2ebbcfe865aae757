/* Row kernels for AVX2: two vectors meet three rows, whose sums fill twelve of sixteen registers. */
#if defined(__x86_64__)
#include "RowKernels.h"

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)

#define FL_NAME(x) fl_rows_avx2_##x
#define FL_WIDTH 8
#define FL_TILE_VECTORS 2
#define FL_TILE_ROWS 3
#include "rows_template.h"

#pragma clang attribute pop

const fl_rows *fl_avx2_rows(void) { return &fl_rows_avx2_table; }
#endif
