@NullMarked
package dev.atelier.engine.manager.internal.parts;

import org.jspecify.annotations.NullMarked;
