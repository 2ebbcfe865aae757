#include "SimilarityKernels.h"
