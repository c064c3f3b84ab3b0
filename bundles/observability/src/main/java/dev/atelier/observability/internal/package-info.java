@NullMarked
package dev.atelier.observability.internal;

import org.jspecify.annotations.NullMarked;
