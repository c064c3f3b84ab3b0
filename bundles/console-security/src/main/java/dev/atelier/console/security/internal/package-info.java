@NullMarked
package dev.atelier.console.security.internal;

import org.jspecify.annotations.NullMarked;
