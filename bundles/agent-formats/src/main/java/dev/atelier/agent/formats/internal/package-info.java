@NullMarked
package dev.atelier.agent.formats.internal;

import org.jspecify.annotations.NullMarked;
