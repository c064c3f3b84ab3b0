@NullMarked
package dev.atelier.engine.manager.internal.host;

import org.jspecify.annotations.NullMarked;
