@NullMarked
package dev.atelier.engine.whisper;

import org.jspecify.annotations.NullMarked;
