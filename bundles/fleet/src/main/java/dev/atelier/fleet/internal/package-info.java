/** The fleet: runtimes by id, and the routes by which browsers reach them. */
@NullMarked
package dev.atelier.fleet.internal;

import org.jspecify.annotations.NullMarked;
