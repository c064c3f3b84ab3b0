@NullMarked
package dev.atelier.engine.manager.internal.journal;

import org.jspecify.annotations.NullMarked;
