@NullMarked
package dev.atelier.engine.manager.internal.store;

import org.jspecify.annotations.NullMarked;
