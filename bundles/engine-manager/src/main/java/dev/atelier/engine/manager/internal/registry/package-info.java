@NullMarked
package dev.atelier.engine.manager.internal.registry;

import org.jspecify.annotations.NullMarked;
