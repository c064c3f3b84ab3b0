/** The engine that speaks: an English voice that is always there, the tones of the formant voice, and what is installed. */
@NullMarked
package dev.atelier.engine.speech;

import org.jspecify.annotations.NullMarked;
