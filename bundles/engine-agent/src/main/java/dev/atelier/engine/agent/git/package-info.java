/** Where an agent works: repositories and worktrees, made for it and read back without trusting what it left there. */
@NullMarked
package dev.atelier.engine.agent.git;

import org.jspecify.annotations.NullMarked;
