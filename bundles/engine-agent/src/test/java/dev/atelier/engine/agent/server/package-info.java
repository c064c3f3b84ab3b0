@NullMarked
package dev.atelier.engine.agent.server;

import org.jspecify.annotations.NullMarked;
