@NullMarked
package dev.atelier.engine.agent.network;

import org.jspecify.annotations.NullMarked;
