/** The engine that makes everything up: deterministic, from nothing but the task. */
@NullMarked
package dev.atelier.engine.synthetic;

import org.jspecify.annotations.NullMarked;
