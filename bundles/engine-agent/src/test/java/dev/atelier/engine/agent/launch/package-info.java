@NullMarked
package dev.atelier.engine.agent.launch;

import org.jspecify.annotations.NullMarked;
