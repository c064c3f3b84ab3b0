/** One run of one agent, from the task to its end. */
@NullMarked
package dev.atelier.engine.agent.run;

import org.jspecify.annotations.NullMarked;
