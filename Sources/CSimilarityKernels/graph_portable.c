/* Graph kernels in plain C, and which set goes with an instruction set. */
#include "GraphKernels.h"

typedef int64_t fl_mask __attribute__((ext_vector_type(4)));

#define FL_NAME(x) fl_graph_portable_##x
#define FL_BITS(mask)                                      \
    ({                                                     \
        fl_mask bits = (fl_mask)(mask) & (fl_mask){1, 2, 4, 8}; \
        (int)((bits.x | bits.y) | (bits.z | bits.w));      \
    })
#include "graph_template.h"

const fl_graph *fl_avx2_graph(void);

const fl_graph *fl_graph_for(fl_isa isa) {
    if (!fl_kernels_for(isa)) return NULL;
#if defined(__x86_64__)
    /* Bound by memory, so that wider vectors than AVX2's would gain nothing. */
    if (isa == FL_ISA_AVX2 || isa == FL_ISA_AVX512) return fl_avx2_graph();
#endif
    return &fl_graph_portable_table;
}
