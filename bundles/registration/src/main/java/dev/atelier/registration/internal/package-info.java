/** The way to an identity: one small step at a time. */
@NullMarked
package dev.atelier.registration.internal;

import org.jspecify.annotations.NullMarked;
