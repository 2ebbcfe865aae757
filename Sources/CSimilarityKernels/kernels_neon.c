/* NEON: a vector of sixteen is four registers, six queries × one panel fill 24 of 32. */
#if defined(__aarch64__)
#include "kernel_common.h"

#define FL_NAME(x) fl_neon_##x
#define FL_MAX_QUERIES 6
#define FL_PANELS_1 4
#define FL_PANELS_2 2
#define FL_PANELS_3 2
#define FL_PANELS_4 1
#define FL_PANELS_5 1
#define FL_PANELS_6 1
#define FL_PEAK_CHAINS 6
#define FL_ACCUMULATE(sum, a, b) sum = __builtin_elementwise_fma(a, b, sum)
#define FL_MASK fl_mask_scalar
#define FL_COMPRESS fl_compress_scalar
#include "kernel_template.h"

const fl_kernels *fl_neon_kernels(void) { return &fl_neon_table; }
#endif
