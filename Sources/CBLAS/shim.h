// OpenBLAS as installed by the system: the CBLAS interface and the library's own controls.
#include <cblas.h>
