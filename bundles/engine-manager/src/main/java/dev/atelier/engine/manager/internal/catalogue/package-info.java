@NullMarked
package dev.atelier.engine.manager.internal.catalogue;

import org.jspecify.annotations.NullMarked;
