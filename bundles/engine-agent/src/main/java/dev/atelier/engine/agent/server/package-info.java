/** The server that hands out agent tasks, as a worker sees it. */
@NullMarked
package dev.atelier.engine.agent.server;

import org.jspecify.annotations.NullMarked;
