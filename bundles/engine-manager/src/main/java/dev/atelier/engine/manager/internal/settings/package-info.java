@NullMarked
package dev.atelier.engine.manager.internal.settings;

import org.jspecify.annotations.NullMarked;
