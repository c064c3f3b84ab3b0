/** Starts the program and answers the command line. Shares no class with the bundles. */
@NullMarked
package dev.atelier.launcher;

import org.jspecify.annotations.NullMarked;
