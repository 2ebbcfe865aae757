/* Edge kernels: in plain C, and with AVX2, whose gain is in dense windows. */
#include "EdgeKernels.h"

#define FL_NAME(x) fl_edges_plain_##x
#include "edges_template.h"
#undef FL_NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define FL_NAME(x) fl_edges_avx2_##x
#include "edges_template.h"
#undef FL_NAME
#pragma clang attribute pop
#endif

const fl_edges *fl_edges_for(fl_isa isa) {
#if defined(__x86_64__)
    /* AVX-512 brings AVX2 along, and stores bound this work. */
    if ((isa == FL_ISA_AVX2 || isa == FL_ISA_AVX512) && fl_kernels_for(isa)) return &fl_edges_avx2_table;
#endif
    (void)isa;
    return &fl_edges_plain_table;
}
