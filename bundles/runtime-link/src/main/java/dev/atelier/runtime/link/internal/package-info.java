@NullMarked
package dev.atelier.runtime.link.internal;

import org.jspecify.annotations.NullMarked;
