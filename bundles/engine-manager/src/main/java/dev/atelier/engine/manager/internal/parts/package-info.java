/** What engines stand on besides themselves: programs and libraries, and fetching those that are missing. */
@NullMarked
package dev.atelier.engine.manager.internal.parts;

import org.jspecify.annotations.NullMarked;
