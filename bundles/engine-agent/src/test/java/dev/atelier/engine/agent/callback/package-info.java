@NullMarked
package dev.atelier.engine.agent.callback;

import org.jspecify.annotations.NullMarked;
