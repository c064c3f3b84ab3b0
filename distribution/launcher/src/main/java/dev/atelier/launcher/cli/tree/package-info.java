/** The tree of commands as data; parsing, help and completion follow from it. */
@NullMarked
package dev.atelier.launcher.cli.tree;

import org.jspecify.annotations.NullMarked;
