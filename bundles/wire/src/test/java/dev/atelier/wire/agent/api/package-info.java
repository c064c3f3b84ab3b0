@NullMarked
package dev.atelier.wire.agent.api;

import org.jspecify.annotations.NullMarked;
