@NullMarked
package dev.atelier.engine.manager.internal.json;

import org.jspecify.annotations.NullMarked;
