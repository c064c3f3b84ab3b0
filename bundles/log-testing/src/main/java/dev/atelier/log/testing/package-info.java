/** The log, for tests that read it. */
@NullMarked
package dev.atelier.log.testing;

import org.jspecify.annotations.NullMarked;
