/** Reads the little TOML that a foreign settings file holds, so that a client command loads no library. */
@NullMarked
package dev.atelier.launcher.toml;

import org.jspecify.annotations.NullMarked;
