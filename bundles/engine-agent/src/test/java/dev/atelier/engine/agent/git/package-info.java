@NullMarked
package dev.atelier.engine.agent.git;

import org.jspecify.annotations.NullMarked;
