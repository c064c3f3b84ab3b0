/** Workers of a runtime that are coding agents: each is spoken with, and works in a repository of its own. */
@NullMarked
package dev.atelier.engine.agent.runtime;

import org.jspecify.annotations.NullMarked;
