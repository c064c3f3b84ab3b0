@NullMarked
package dev.atelier.engine.manager.internal.verify;

import org.jspecify.annotations.NullMarked;
