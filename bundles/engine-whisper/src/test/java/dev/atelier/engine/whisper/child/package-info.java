@NullMarked
package dev.atelier.engine.whisper.child;

import org.jspecify.annotations.NullMarked;
