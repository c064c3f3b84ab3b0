@NullMarked
package dev.atelier.engine.agent.room;

import org.jspecify.annotations.NullMarked;
