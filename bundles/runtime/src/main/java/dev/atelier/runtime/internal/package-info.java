@NullMarked
package dev.atelier.runtime.internal;

import org.jspecify.annotations.NullMarked;
