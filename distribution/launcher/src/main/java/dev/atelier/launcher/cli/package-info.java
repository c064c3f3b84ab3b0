/** The client commands: what a person types, answered without starting a framework. */
@NullMarked
package dev.atelier.launcher.cli;

import org.jspecify.annotations.NullMarked;
