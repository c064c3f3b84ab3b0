@NullMarked
package dev.atelier.engine.manager.internal.deploy;

import org.jspecify.annotations.NullMarked;
