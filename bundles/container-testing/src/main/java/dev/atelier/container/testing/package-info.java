/** A real container engine, for tests. */
@NullMarked
package dev.atelier.container.testing;

import org.jspecify.annotations.NullMarked;
