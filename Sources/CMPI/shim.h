// The part of MPI that Swift cannot import by itself.
//
// Open MPI spells its handles as cast expressions (`((MPI_Comm) &ompi_mpi_comm_world)`), which
// Clang's importer skips. Each macro below becomes a read-only Swift global of the same name, so
// that the Swift side reads like the MPI standard.
#include <mpi.h>

#define CMPI_CONSTANT(type, name)                                                \
  static inline __attribute__((always_inline, swift_name("getter:" #name "()"))) \
  type _Nonnull cmpi_##name(void) { return name; }

CMPI_CONSTANT(MPI_Comm, MPI_COMM_WORLD)
CMPI_CONSTANT(MPI_Datatype, MPI_BYTE)
CMPI_CONSTANT(MPI_Errhandler, MPI_ERRORS_RETURN)
