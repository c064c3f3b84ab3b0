@NullMarked
package dev.atelier.console.internal;

import org.jspecify.annotations.NullMarked;
