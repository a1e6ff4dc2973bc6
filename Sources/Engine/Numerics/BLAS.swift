internal import CBLAS

/// The BLAS library that the kernels call.
public enum BLAS {
  /// Keeps the library to one thread in this process: ranks are the parallelism, and a sum must
  /// not depend on how many cores happen to be free.
  ///
  /// The corresponding C function is `openblas_set_num_threads`.
  static let isSerial: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// The kernel family chosen for this processor, such as `Haswell`: results may differ in the
  /// last bits between families.
  ///
  /// The corresponding C function is `openblas_get_corename`.
  public static var kernel: String {
    unsafe openblas_get_corename().map { unsafe String(cString: $0) } ?? "unknown"
  }

  /// The library's version and build options.
  ///
  /// The corresponding C function is `openblas_get_config`.
  public static var version: String {
    unsafe openblas_get_config().map { unsafe String(cString: $0) } ?? "unknown"
  }
}
