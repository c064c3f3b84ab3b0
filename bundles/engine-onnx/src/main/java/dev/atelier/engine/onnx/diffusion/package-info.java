/** Stable Diffusion and its kin, out of a folder as diffusers lays it out. */
@NullMarked
package dev.atelier.engine.onnx.diffusion;

import org.jspecify.annotations.NullMarked;
