/** Which runtimes elsewhere there are, and what they are shown. */
@NullMarked
package dev.atelier.fleet.internal.connect;

import org.jspecify.annotations.NullMarked;
