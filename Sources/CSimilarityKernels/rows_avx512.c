/* Row kernels for AVX-512F: four vectors meet four rows, whose sums fill sixteen of 32 registers. */
#if defined(__x86_64__)
#include "RowKernels.h"

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)

#define FL_NAME(x) fl_rows_avx512_##x
#define FL_WIDTH 16
#define FL_TILE_VECTORS 4
#define FL_TILE_ROWS 4
#include "rows_template.h"

#pragma clang attribute pop

const fl_rows *fl_avx512_rows(void) { return &fl_rows_avx512_table; }
#endif
