@NullMarked
package dev.atelier.engine.host.internal;

import org.jspecify.annotations.NullMarked;
