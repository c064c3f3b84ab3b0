@NullMarked
package dev.atelier.studio.agents.internal;

import org.jspecify.annotations.NullMarked;
