/** Keys and signatures of engine bundles, offline. */
@NullMarked
package dev.atelier.launcher.cli.sign;

import org.jspecify.annotations.NullMarked;
