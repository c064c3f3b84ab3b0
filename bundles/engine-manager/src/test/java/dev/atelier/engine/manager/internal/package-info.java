@NullMarked
package dev.atelier.engine.manager.internal;

import org.jspecify.annotations.NullMarked;
