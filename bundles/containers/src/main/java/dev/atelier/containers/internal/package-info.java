@NullMarked
package dev.atelier.containers.internal;

import org.jspecify.annotations.NullMarked;
