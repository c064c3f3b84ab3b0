/** One loop that owns the sessions and the waiting jobs, and what surrounds it. */
@NullMarked
package dev.atelier.studio.dispatch.internal;

import org.jspecify.annotations.NullMarked;
