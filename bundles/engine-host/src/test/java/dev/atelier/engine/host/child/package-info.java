@NullMarked
package dev.atelier.engine.host.child;

import org.jspecify.annotations.NullMarked;
