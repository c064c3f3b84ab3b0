@NullMarked
package dev.atelier.host.internal;

import org.jspecify.annotations.NullMarked;
