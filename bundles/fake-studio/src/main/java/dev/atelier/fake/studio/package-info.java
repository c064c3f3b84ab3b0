/** A studio for tests, that can be told to fail. */
@NullMarked
package dev.atelier.fake.studio;

import org.jspecify.annotations.NullMarked;
