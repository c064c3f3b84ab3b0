@NullMarked
package dev.atelier.wire.internal;

import org.jspecify.annotations.NullMarked;
