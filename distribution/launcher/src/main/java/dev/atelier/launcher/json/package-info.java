/** Reads and writes JSON for the command line, so that a client command loads no library. */
@NullMarked
package dev.atelier.launcher.json;

import org.jspecify.annotations.NullMarked;
