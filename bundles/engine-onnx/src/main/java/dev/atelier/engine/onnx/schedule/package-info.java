/** How noise becomes a picture step by step; numbers only, no network. */
@NullMarked
package dev.atelier.engine.onnx.schedule;

import org.jspecify.annotations.NullMarked;
