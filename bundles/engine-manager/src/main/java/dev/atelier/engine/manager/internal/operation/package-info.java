@NullMarked
package dev.atelier.engine.manager.internal.operation;

import org.jspecify.annotations.NullMarked;
