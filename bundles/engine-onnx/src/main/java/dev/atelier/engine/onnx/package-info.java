/** The engine that runs ONNX models: whole diffusers folders, and single networks that remove objects. */
@NullMarked
package dev.atelier.engine.onnx;

import org.jspecify.annotations.NullMarked;
