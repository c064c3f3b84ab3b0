/** The events of Workers, fanned out to everybody who looks on. */
@NullMarked
package dev.atelier.fleet.internal.observe;

import org.jspecify.annotations.NullMarked;
