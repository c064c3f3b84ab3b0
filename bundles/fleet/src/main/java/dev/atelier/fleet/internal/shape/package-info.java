/** What browsers get to see, and the port behind which every runtime stands. */
@NullMarked
package dev.atelier.fleet.internal.shape;

import org.jspecify.annotations.NullMarked;
