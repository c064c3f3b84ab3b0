@NullMarked
package dev.atelier.engine.agent.runtime;

import org.jspecify.annotations.NullMarked;
