/** The bundle's front: its settings, what it finds at a start, and the worker's service while it lasts. */
@NullMarked
package dev.atelier.engine.agent.room;

import org.jspecify.annotations.NullMarked;
