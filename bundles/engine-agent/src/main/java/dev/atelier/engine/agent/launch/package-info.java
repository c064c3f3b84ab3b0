/** What is put into a container: the agent's program, what it is told, and what it must not leave behind. */
@NullMarked
package dev.atelier.engine.agent.launch;

import org.jspecify.annotations.NullMarked;
