/** The port at which a server may reach this worker, for what it would otherwise wait to be asked for. */
@NullMarked
package dev.atelier.engine.agent.callback;

import org.jspecify.annotations.NullMarked;
