/** What the build proves about the assembled distribution. */
@NullMarked
package dev.atelier.checks;

import org.jspecify.annotations.NullMarked;
