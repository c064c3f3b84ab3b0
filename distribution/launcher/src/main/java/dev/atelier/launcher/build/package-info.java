/** Runs while the distribution is put together, never while the program does. */
@NullMarked
package dev.atelier.launcher.build;

import org.jspecify.annotations.NullMarked;
