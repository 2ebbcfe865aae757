/* The edge kernels. Included once a set, with FL_NAME(x), a name of the set's own. */

typedef float FL_NAME(v8f) __attribute__((vector_size(32), aligned(4)));
typedef double FL_NAME(v8d) __attribute__((vector_size(64), aligned(8)));
typedef int32_t FL_NAME(v8i) __attribute__((vector_size(32), aligned(4)));
typedef int64_t FL_NAME(v8l) __attribute__((vector_size(64), aligned(8)));

/* Whether eight slots follow one another. */
static inline int FL_NAME(follow)(const int32_t *slots) {
    FL_NAME(v8i) steps = *(const FL_NAME(v8i) *)slots - slots[0];
    FL_NAME(v8i) differ = steps ^ (FL_NAME(v8i)){0, 1, 2, 3, 4, 5, 6, 7};
    return __builtin_reduce_or(differ) == 0;
}

static fl_edge_sums FL_NAME(add)(const int32_t *slots, const float *weights, int64_t count,
                                 const int32_t *domains, int32_t domain, int32_t link,
                                 const fl_later_edges *later) {
    const fl_later_edges to = *later;
    FL_NAME(v8d) total = {0}, inside_total = {0};
    FL_NAME(v8l) inside_count = {0};
    fl_edge_sums rest = {0, 0, 0};
    int64_t e = 0;
    while (e < count) {
        int64_t slot = slots[e];
        /* The neighbours of a dense window are neighbours in memory: eight at a time. The last of eight
         * tells mostly, but slots need not ascend. */
        if (e + 8 <= count && slots[e + 7] - slot == 7 && FL_NAME(follow)(slots + e)) {
            FL_NAME(v8d) weight = __builtin_convertvector(*(const FL_NAME(v8f) *)(weights + e), FL_NAME(v8d));
            FL_NAME(v8i) same = *(const FL_NAME(v8i) *)(domains + slot) == domain;
            FL_NAME(v8l) wide = __builtin_convertvector(same, FL_NAME(v8l));
            FL_NAME(v8d) inside = (FL_NAME(v8d))((FL_NAME(v8l))weight & wide);
            *(FL_NAME(v8d) *)(to.weights + slot) += weight;
            *(FL_NAME(v8d) *)(to.inside_weights + slot) += inside;
            *(FL_NAME(v8i) *)(to.counts + slot) += 1;
            *(FL_NAME(v8i) *)(to.inside_counts + slot) -= same;
            *(FL_NAME(v8i) *)(to.links + slot) = (FL_NAME(v8i)){0} + link;
            total += weight;
            inside_total += inside;
            inside_count -= wide;
            e += 8;
        } else {
            double weight = weights[e];
            int32_t same = domains[slot] == domain;
            double inside = same ? weight : 0;
            to.weights[slot] += weight;
            to.inside_weights[slot] += inside;
            to.counts[slot] += 1;
            to.inside_counts[slot] += same;
            to.links[slot] = link;
            rest.weight += weight;
            rest.inside_weight += inside;
            rest.inside_count += same;
            e += 1;
        }
    }
    for (int i = 0; i < 8; i++) {
        rest.weight += total[i];
        rest.inside_weight += inside_total[i];
        rest.inside_count += inside_count[i];
    }
    return rest;
}

static int32_t FL_NAME(all_positive)(const float *weights, int64_t count) {
    FL_NAME(v8i) all = {-1, -1, -1, -1, -1, -1, -1, -1};
    int64_t e = 0;
    for (; e + 8 <= count; e += 8) all &= *(const FL_NAME(v8f) *)(weights + e) > 0;
    int32_t positive = 1;
    for (int i = 0; i < 8; i++) positive &= all[i] != 0;
    for (; e < count; e++) positive &= weights[e] > 0;
    return positive;
}

static const fl_edges FL_NAME(table) = {FL_NAME(add), FL_NAME(all_positive)};
