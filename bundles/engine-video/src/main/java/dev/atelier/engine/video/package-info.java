/** The engine that makes films: drawn from a prompt or moving over a picture, written by ffmpeg or by itself. */
@NullMarked
package dev.atelier.engine.video;

import org.jspecify.annotations.NullMarked;
