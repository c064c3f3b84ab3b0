/** Routes without HTTP, for tests. */
@NullMarked
package dev.atelier.http.testing;

import org.jspecify.annotations.NullMarked;
