@NullMarked
package dev.atelier.engine.agent;

import org.jspecify.annotations.NullMarked;
