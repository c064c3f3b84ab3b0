/** The socket to the studio, and what goes over it. */
@NullMarked
package dev.atelier.session.internal;

import org.jspecify.annotations.NullMarked;
