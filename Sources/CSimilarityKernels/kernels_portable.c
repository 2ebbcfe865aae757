/* Portable C: exact on every machine, with or without a fused multiply-add of its own. */
#include "kernel_common.h"
#include "portable_accumulate.h"

#define FL_NAME(x) fl_portable_##x
#define FL_MAX_QUERIES 4
#define FL_PANELS_1 1
#define FL_PANELS_2 1
#define FL_PANELS_3 1
#define FL_PANELS_4 1
#define FL_PEAK_CHAINS 2
#define FL_ACCUMULATE(sum, a, b) fl_portable_accumulate(&(sum), &(a), &(b))
#define FL_MASK fl_mask_scalar
#define FL_COMPRESS fl_compress_scalar
#include "kernel_template.h"

const fl_kernels *fl_portable_kernels(void) { return &fl_portable_table; }
