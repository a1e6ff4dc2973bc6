import Engine

/// An error of what a command was given to read or to write, which a line says: exit code 65.
protocol InputError: Error, CustomStringConvertible {}

extension ConfigurationError: InputError {}
