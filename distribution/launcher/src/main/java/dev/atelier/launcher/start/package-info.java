/** Starts, watches and stops the framework of one home. */
@NullMarked
package dev.atelier.launcher.start;

import org.jspecify.annotations.NullMarked;
